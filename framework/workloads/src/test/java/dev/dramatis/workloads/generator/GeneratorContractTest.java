package dev.dramatis.workloads.generator;

import dev.dramatis.spi.workload.WorkloadReader;
import dev.dramatis.testkit.WorkloadReaderContract;

class GeneratorContractTest extends WorkloadReaderContract {
  @Override
  protected WorkloadReader reader() {
    return new GeneratorReader();
  }

  @Override
  protected String fileName() {
    return "hackbench:g=1,f=2,l=10";
  }

  @Override
  protected String validText() {
    return "";
  }
}
