package dev.dramatis.machines;

import dev.dramatis.spi.hardware.DescribedHardware;
import dev.dramatis.spi.hardware.HardwareFamily;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.hardware.Price;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A family whose files are texts: one small machine and the profile that it extends. */
final class TestFamily implements HardwareFamily {
  static final String PROFILE =
      """
      schema: dramatis.machine/1
      id: _base
      isa: toy
      memory_model: tso
      line_bytes: 64
      costs:
        syscall_entry_exit_cycles: {v: 100, lo: 90, hi: 120, src: here, conf: A}
        atomic_rmw_uncontended_ns: {lse: 5, llsc: 7, src: here, conf: B}
      refill: {lines_in_flight_dependent: 1, lines_in_flight_sequential: 10}
      sources:
        here: {what: "measured", where: "-"}
      """;

  static final String MACHINE =
      """
      schema: dramatis.machine/1
      id: toy
      title: A toy
      extends: _base
      topology: {synthetic: "package:2 l3:1(size=1048576) l2:2(size=65536) core:1 pu:2"}
      core_classes: [{id: T, cores: all, capacity: 1024, freq_mhz: {max: 1000, src: here}}]
      transfer_ns: {smt: 5, same_l3: {v: 20, lo: 10, hi: 30, src: here, conf: A}, cross_package: 80}
      idle_states: [{id: C1, exit_us: 1, min_residency_us: 2}]
      """;

  private final Map<String, String> files = new LinkedHashMap<>();

  TestFamily() {
    files.put("_base.yaml", PROFILE);
    files.put("toy.yaml", MACHINE);
    // The profiles that importers extend.
    files.put("_defaults-x86.yaml", PROFILE);
    files.put("_defaults-aarch64.yaml", PROFILE);
  }

  TestFamily with(String name, String text) {
    files.put(name, text);
    return this;
  }

  @Override
  public String isa() {
    return "toy";
  }

  @Override
  public List<String> descriptions() {
    return files.keySet().stream().filter(name -> name.endsWith(".yaml")).toList();
  }

  @Override
  public InputStream open(String description) throws IOException {
    String text = files.get(description);
    if (text == null) {
      throw new NoSuchFileException(description);
    }
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public HardwareModel create(MachineDescription description) {
    return new ToyModel(description);
  }

  /** Prices system calls only. */
  private static final class ToyModel extends DescribedHardware {
    ToyModel(MachineDescription description) {
      super(description, ToyModel::price);
    }

    private static long price(Operation operation, Price price) {
      return operation == Operation.SYSCALL
          ? price.cycles("costs.syscall_entry_exit_cycles")
          : 1000;
    }

    @Override
    public long ipiNanos(int from, int to) {
      return 1;
    }

    @Override
    public long wakeByStoreNanos(int cpu) {
      return -1;
    }

    @Override
    public long timerResolutionPicos() {
      return 1000;
    }
  }
}
