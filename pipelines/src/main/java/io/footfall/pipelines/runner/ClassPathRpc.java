package io.footfall.pipelines.runner;

import java.util.ServiceLoader;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.RpcSystemLoader;
import org.apache.flink.runtime.rpc.exceptions.RpcLoaderException;

/**
 * Finds Flink's RPC system on the class path. Flink's own loader would copy the system's jar to a
 * temporary directory, and give each job a class loader for it. A CDS archive is less effective for
 * those classes than for the class path, and Java 25 sometimes crashes while it records an AOT
 * cache for a run with two such jobs.
 */
public final class ClassPathRpc implements RpcSystemLoader {
  /** Comes before Flink's loader, which has priority 0. */
  @Override
  public int getLoadPriority() {
    return -1;
  }

  /**
   * Returns the RPC system of the class path.
   *
   * @throws RpcLoaderException if the class path has no RPC system; Flink then asks the next loader
   */
  @Override
  public RpcSystem loadRpcSystem(Configuration configuration) {
    return ServiceLoader.load(RpcSystem.class)
        .findFirst()
        .orElseThrow(() -> new RpcLoaderException("The class path has no RPC system of Flink."));
  }
}
