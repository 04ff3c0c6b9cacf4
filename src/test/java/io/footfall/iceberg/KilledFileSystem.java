package io.footfall.iceberg;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system of Hadoop, with a process that dies before a step and does nothing after.
 */
public final class KilledFileSystem extends LocalFileSystem {
  /** The death of the process. An error, so that nothing handles it as a failure of the disk. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static int stepsToLive = Integer.MAX_VALUE;

  /** Carries out so many steps, and none after them. */
  static synchronized void killAfter(int steps) {
    stepsToLive = steps;
  }

  /** Carries out all steps again. */
  static synchronized void revive() {
    stepsToLive = Integer.MAX_VALUE;
  }

  private static synchronized void step() {
    if (stepsToLive == 0) {
      throw new Killed();
    }
    if (stepsToLive != Integer.MAX_VALUE) {
      stepsToLive--;
    }
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    step();
    return super.create(path, permission, overwrite, buffer, replication, block, progress);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    step();
    return super.create(path, overwrite, buffer, replication, block, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    step();
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    step();
    return super.delete(path, recursive);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    step();
    return super.mkdirs(path);
  }
}
