package io.footfall.postgres;

import static io.footfall.testing.Thrown.messageOf;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Drivers that belong to this class loader, and connections that do not wait without limit. */
class JdbcDriverTest {
  private static final String URL = "jdbc:postgresql://localhost/shop?user=u";

  /** Loads the classes of the class path once more, as Flink does for each job. */
  private static final class JobClasses extends URLClassLoader {
    JobClasses() throws Exception {
      super(classPath(), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath() throws Exception {
      List<URL> urls = new ArrayList<>();
      for (Class<?> type : List.of(JdbcDriver.class, org.postgresql.Driver.class)) {
        urls.add(type.getProtectionDomain().getCodeSource().getLocation());
      }
      return urls.toArray(new URL[0]);
    }
  }

  @Test
  void leavesNoDriverOfAJobBehindInTheProcess() throws Exception {
    for (int job = 0; job < 2; job++) {
      try (JobClasses classes = new JobClasses()) {
        Class<?> type = classes.loadClass(JdbcDriver.class.getName());
        Object driver = type.getField("POSTGRESQL").get(null);
        InvocationTargetException failed =
            assertThrows(
                InvocationTargetException.class,
                () ->
                    type.getMethod("connect", String.class, Properties.class)
                        .invoke(
                            driver,
                            "jdbc:postgresql://127.0.0.1:1/shop?user=u&password=",
                            new Properties()));
        assertThat(failed.getCause().getMessage(), containsString("127.0.0.1:1 refused"));
        assertThat(
            classes.loadClass("org.postgresql.Driver").getMethod("isRegistered").invoke(null),
            is(false));
      }
    }
  }

  @Test
  void givesUpOnAServerThatDoesNotAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Properties soon = new Properties();
      soon.setProperty("user", "u");
      soon.setProperty("password", "");
      soon.setProperty("socketTimeout", "1");
      assertThat(
          messageOf(
              SQLException.class,
              () ->
                  JdbcDriver.POSTGRESQL.connect(
                      "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/shop", soon)),
          containsString("connection attempt failed"));
    }
  }

  @Test
  void keepsSettingsOfTheUrl() {
    Properties properties = new Properties();
    JdbcDriver.setDefault(properties, URL, "socketTimeout", "600");
    assertThat(properties.getProperty("socketTimeout"), is("600"));
    JdbcDriver.setDefault(properties, URL, "socketTimeout", "1");
    assertThat(properties.getProperty("socketTimeout"), is("600"));
    Properties others = new Properties();
    JdbcDriver.setDefault(others, URL + "&socketTimeout=5", "socketTimeout", "600");
    assertThat(others.getProperty("socketTimeout"), is(nullValue()));
  }

  @Test
  void namesTheDriverThatIsMissing() {
    assertThat(
        messageOf(
            SQLException.class, () -> new JdbcDriver("no.Driver").connect(URL, new Properties())),
        is("no.Driver is not on the class path"));
  }
}
