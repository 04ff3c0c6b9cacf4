package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.footfall.pipelines.FootfallProcess.Ended;
import io.footfall.pipelines.options.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each preset reads its sample: only a row of totals is rejected, and one record at least counts.
 */
class PresetTest {
  private static final Path SAMPLES = Path.of("src/samples/presets").toAbsolutePath();

  @TempDir Path temp;

  static List<String> presets() {
    return Preset.names();
  }

  private static Path sample(String preset) throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      return files
          .filter(f -> f.getFileName().toString().replaceFirst("\\.\\w+$", "").equals(preset))
          .findFirst()
          .orElseThrow();
    }
  }

  private Ended run(String preset, String... options) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                Preset.named(preset).command(),
                "--preset=" + preset,
                "--input=" + sample(preset),
                "--output=" + temp.resolve("out"),
                "--overwrite"));
    args.addAll(List.of(options));
    return FootfallCall.run(args.toArray(new String[0]));
  }

  @ParameterizedTest
  @MethodSource("presets")
  void readsItsSample(String preset) throws IOException {
    Ended ended =
        preset.equals("postgres-copy")
            ? run(preset, "--columns=user_id,timestamp,url,page_view_duration")
            : run(preset);
    ended.assertStatus(0);
    int totals = preset.equals("ga4-purchases") ? 1 : 0;
    assertThat(ended.said(), containsString(" + rejected " + totals + " + "));
    assertThat(ended.said().contains("ok 0"), is(false));
    assertThat(
        Files.readString(Path.of("src/docs/presets.md")), containsString("| `" + preset + "` |"));
  }

  private String customerDays(String preset, String... options) throws IOException {
    assertThat(run(preset, options).status(), is(0));
    String table = Files.readString(temp.resolve("out/customer_days.csv"));
    return table.substring(table.indexOf('\n') + 1);
  }

  @Test
  void countsWhatTheExportMeans() throws IOException {
    assertThat(customerDays("shopify-orders"), is("2024-03-01,a@example.com,25.00\n"));
    assertThat(customerDays("stripe-payments"), is("2024-03-01,cus_1,12.50\n"));
    assertThat(customerDays("rees46"), is("2019-10-01,7,100.00\n"));
    assertThat(customerDays("excel-eu"), is("2024-12-31,7,2025.00\n"));
    assertThat(customerDays("excel-us"), is("2024-12-31,7,2025.00\n"));
    assertThat(customerDays("paypal-activity"), is("2024-03-01,a@example.com,1012.50\n"));
    assertThat(customerDays("ga4-purchases"), is("2024-03-01,T-1,25.00\n2024-03-02,T-2,22.50\n"));
  }

  @Test
  void optionsThatAreTypedWin() throws IOException {
    assertThat(
        customerDays("stripe-payments", "--where=Status=Failed"), is("2024-03-01,cus_2,7.00\n"));
  }

  @Test
  void profileIsAFileOfOptions() throws IOException {
    for (String start : List.of("# mine\n", "", "\ufeff", "\ufeff# mine\r\n")) {
      Path profile = Files.writeString(temp.resolve("p"), start + "--where=Status=Failed\n");
      assertThat(
          customerDays("stripe-payments", "--profile=" + profile), is("2024-03-01,cus_2,7.00\n"));
    }
  }

  @Test
  void profileCanNameAPreset() throws IOException {
    Path profile = Files.writeString(temp.resolve("p"), "--preset=rees46\n");
    Path out = temp.resolve("out");
    FootfallCall.runWell(
        "purchases", "--profile=" + profile, "--input=" + sample("rees46"), "--output=" + out);
    assertThat(
        Files.readString(out.resolve("customer_days.csv")), containsString("2019-10-01,7,100.00"));
  }

  @Test
  void refusesAProfileInAProfile() throws IOException {
    Path profile = Files.writeString(temp.resolve("p"), "--profile=q\n");
    FootfallCall.run("visits", "x.csv", "-o", "y", "--profile", profile.toString())
        .assertStatus(2)
        .assertErr(profile + " names another profile: --profile=q. Copy its options");
  }

  @Test
  void refusesAPresetOfAnotherDataset() {
    FootfallCall.run("visits", "x.csv", "-o", "y", "--preset=shopify-orders")
        .assertStatus(2)
        .assertErr("--preset=shopify-orders reads purchases, not visits. Run 'footfall");
  }

  @Test
  void presetIsAppliedAfterABlankToo() {
    FootfallCall.run("visits", "x.csv", "-o", "y", "--preset", "shopify-orders").assertStatus(2);
  }

  @Test
  void unknownPresetIsRefused() {
    Ended ended =
        FootfallCall.run("purchases", "--preset=shopfy-orders", "--input=x", "-o", "y")
            .assertStatus(2);
    assertThat(ended.said(), containsString("Did you mean shopify-orders?"));
    assertThat(FootfallCall.runWell("presets").said(), containsString("rees46"));
  }
}
