package io.footfall.pipelines.launch;

/**
 * The memory settings of Flink for a bounded job in this process.
 *
 * <p>Flink's default is 128 MiB of managed memory and 64 MiB of network buffers, allocated page by
 * page. Footfall's shuffles carry a few hundred packed partial results, and large ones are on disk,
 * so most of that memory is unused. Its page faults cost 1.3 s of CPU time and 340 MB in a job over
 * 10,000,000 visits. Both sizes grow with the parallelism, because the number of sorters and
 * channels does, and never exceed Flink's defaults.
 *
 * @param parallelism the number of parallel tasks, at least 1
 */
public record EmbeddedFlinkMemory(int parallelism) {
  private static final int MANAGED_MEBIBYTES_PER_TASK = 12;
  private static final int MOST_MANAGED_MEBIBYTES = 128;
  private static final int NETWORK_MEBIBYTES_PER_TASK = 8;
  private static final int MOST_NETWORK_MEBIBYTES = 64;

  /** Returns the content of {@code config.yaml}. */
  public String configuration() {
    int managed = Math.min(MOST_MANAGED_MEBIBYTES, MANAGED_MEBIBYTES_PER_TASK * parallelism);
    int network = Math.min(MOST_NETWORK_MEBIBYTES, NETWORK_MEBIBYTES_PER_TASK * parallelism);
    return "taskmanager:\n"
        + "  memory:\n"
        + ("    managed.size: " + managed + "m\n")
        + ("    network.min: " + network + "m\n")
        + ("    network.max: " + network + "m\n")
        // Flink would wait 50 ms for further slot requests, but all of them arrive at once.
        + "slotmanager.requirement-check.delay: 0 ms\n";
  }
}
