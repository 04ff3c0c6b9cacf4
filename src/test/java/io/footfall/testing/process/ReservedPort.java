package io.footfall.testing.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Scanner;
import java.util.Set;

/**
 * Ports for servers that cannot choose one and report it, or that return to theirs after they were
 * killed. A port that the system chose can be lost between its choice and its use: to another JVM
 * of tests, or to any client, because connections get their local ports from the same range. These
 * ports are below that range, and a lock keeps them from other JVMs until this one ends.
 */
public final class ReservedPort {
  private static final int FIRST = 15_000;
  private static final int MOST = 65_536;
  private static final int FEWEST = 1_000;

  private static final Random RANDOM = new Random();
  private static final Set<Integer> TAKEN = new HashSet<>();
  private static FileChannel locks;

  private ReservedPort() {}

  /**
   * Returns a port of the loopback interface that nobody else uses until this JVM ends.
   *
   * @throws IOException if the file of the locks cannot be opened
   */
  public static synchronized int take() throws IOException {
    if (locks == null) {
      // Stays open: closing any channel of a file releases all its locks.
      locks =
          FileChannel.open(
              Path.of(
                  System.getProperty("java.io.tmpdir"),
                  "footfall-test-ports-" + System.getProperty("user.name")),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
    }
    int end = firstOfClients();
    while (true) {
      int port = FIRST + RANDOM.nextInt(end - FIRST);
      if (!TAKEN.contains(port) && locks.tryLock(port, 1, false) != null) {
        TAKEN.add(port);
        if (isFree(port)) {
          return port;
        }
      }
    }
  }

  /** Returns the first port of connections, or the end of all ports if it is too low. */
  private static int firstOfClients() {
    Path range = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    try (InputStream in = Files.newInputStream(range)) {
      // In one call: the kernel gives a second one nothing, and Files.readString begins with a
      // byte.
      byte[] text = new byte[64];
      int length = Math.max(0, in.read(text));
      int first = new Scanner(new String(text, 0, length, US_ASCII)).nextInt();
      return first < FIRST + FEWEST ? MOST : first;
    } catch (IOException | NoSuchElementException e) {
      return 32_768; // Not Linux; the ranges of other systems start higher.
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
