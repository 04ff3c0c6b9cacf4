package io.footfall.pipelines.launch;

/** An action that runs when the process receives a signal to stop, unless it is removed before. */
public final class ShutdownHook implements AutoCloseable {
  private final Thread thread;

  private ShutdownHook(Thread thread) {
    this.thread = thread;
  }

  /** Registers an action. */
  public static ShutdownHook add(Runnable action) {
    Thread thread = new Thread(action, "stop");
    Runtime.getRuntime().addShutdownHook(thread);
    return new ShutdownHook(thread);
  }

  /**
   * Runs the last part of an action with a time limit, because a database or a remote file system
   * can be slow.
   *
   * @param millis maximum duration, at least 1
   */
  public static void runAtMost(long millis, Runnable last) {
    Thread thread = new Thread(last, "stopping");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Removes the action. Does nothing if the process is already stopping, or on a second call. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // The process is stopping: the action has run, or will.
      return;
    }
  }
}
