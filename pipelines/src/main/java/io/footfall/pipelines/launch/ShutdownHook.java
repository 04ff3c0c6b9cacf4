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

  /** Removes the action. Does nothing if the process is stopping already, or on a second call. */
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
