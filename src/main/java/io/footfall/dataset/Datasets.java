package io.footfall.dataset;

import io.footfall.errors.FootfallException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The list of all datasets, in the order in which they are displayed. They come from the {@link
 * DatasetProvider}s on the class path, which are loaded once per process. That takes about 5 ms in
 * a process that has already opened its jars, as Beam does, and 30 ms otherwise.
 */
public final class Datasets {
  private static final Map<String, DatasetProvider> PROVIDERS = providers();

  private Datasets() {}

  private static Map<String, DatasetProvider> providers() {
    Map<String, DatasetProvider> providers = new LinkedHashMap<>();
    for (DatasetProvider provider :
        ServiceLoader.load(DatasetProvider.class, Datasets.class.getClassLoader())) {
      String name = provider.in(ZoneOffset.UTC).name();
      if (providers.putIfAbsent(name, provider) != null) {
        throw new IllegalStateException(
            "Two datasets on the class path are named " + name + ". Remove one of them.");
      }
    }
    return Collections.unmodifiableMap(providers);
  }

  /** Returns the names of all datasets. */
  public static List<String> names() {
    return List.copyOf(PROVIDERS.keySet());
  }

  /** Returns the names for a message, such as {@code visits or purchases}. */
  public static String choices() {
    return joined("or");
  }

  /** Returns all names for a message, such as {@code visits and purchases}. */
  public static String enumeration() {
    return joined("and");
  }

  private static String joined(String word) {
    List<String> names = names();
    int last = names.size() - 1;
    return last < 1
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " " + word + " " + names.get(last);
  }

  /** Returns all datasets, with days and local timestamps in UTC. */
  public static List<Dataset<?>> all() {
    return all(ZoneOffset.UTC);
  }

  /**
   * Returns all datasets.
   *
   * @param zone the time zone of days and of timestamps without an offset
   */
  public static List<Dataset<?>> all(ZoneId zone) {
    return PROVIDERS.values().stream().<Dataset<?>>map(provider -> provider.in(zone)).toList();
  }

  /**
   * Returns the dataset with a name.
   *
   * @param zone the time zone of days and of timestamps without an offset
   * @throws FootfallException if there is no such dataset
   */
  public static Dataset<?> named(String name, ZoneId zone) {
    return Optional.ofNullable(PROVIDERS.get(name))
        .orElseThrow(
            () ->
                FootfallException.usage(
                    "Unknown dataset '" + name + "'. Choose " + choices() + "."))
        .in(zone);
  }
}
