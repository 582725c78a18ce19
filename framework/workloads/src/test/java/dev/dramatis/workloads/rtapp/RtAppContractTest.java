package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.workload.WorkloadReader;
import dev.dramatis.testkit.WorkloadReaderContract;

class RtAppContractTest extends WorkloadReaderContract {
  @Override
  protected WorkloadReader reader() {
    return new RtAppReader();
  }

  @Override
  protected String fileName() {
    return "everything.json";
  }

  @Override
  protected String validText() {
    return Fixtures.text("everything.json");
  }
}
