package io.footfall.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.footfall.pipelines.VisitStream.Sent;
import io.footfall.pipelines.WrittenWindows.WrittenReject;
import io.footfall.report.WindowFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The output folder of a stream of visits. */
record WindowFolder(Path path) {

  /** Returns the number of records in all windows. */
  long read() throws Exception {
    return WindowFiles.total(path.toString()).read;
  }

  /**
   * Checks that all windows are final, and that rows, accounting and rejects are as they must be.
   *
   * @param source how the names of shards begin
   * @param message how a record was sent
   */
  void assertIsAllOf(VisitStream stream, String source, Function<Sent, String> message)
      throws Exception {
    assertThat(
        WindowFiles.total(path.toString()).toString(), is(stream.accounting().replace(",", "")));
    assertThat(WrittenWindows.rows(path), is(stream.rows()));
    List<WrittenReject> rejects = WrittenWindows.rejects(path.resolve("rejects"));
    assertThat(rejects.stream().map(WrittenReject::source).toList(), everyItem(startsWith(source)));
    for (WrittenReject reject : rejects) {
      Sent there = stream.at(reject.source(), reject.offset());
      assertThat(
          reject.toString(), there == null ? "nothing" : message.apply(there), is(reject.raw()));
    }
    assertThat(
        WrittenWindows.raw(rejects, true),
        is(stream.late().stream().map(message).sorted().toList()));
    assertThat(
        WrittenWindows.raw(rejects, false),
        is(stream.bad().stream().map(message).sorted().toList()));
  }
}
