package io.footfall.transforms.records;

import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollection;

/**
 * Adds a Beam schema to a collection. The elements stay unchanged, so that further Footfall
 * transforms can be applied, as well as {@code Convert.toRows}, {@code SqlTransform}, {@code
 * JdbcIO} and all other Beam transforms that use schemas.
 *
 * <p>Collections have no schema by default, because Beam then encodes elements as rows, which costs
 * more than their own coders.
 *
 * <pre>{@code
 * PCollection<Row> perDay =
 *     visits
 *         .apply("AddSchema", AddSchema.of(VisitRowForm.of()))
 *         .apply("Sql", SqlTransform.query("SELECT url, COUNT(*) AS n FROM PCOLLECTION GROUP BY url"));
 * }</pre>
 *
 * @param <T> the type of the elements
 */
public final class AddSchema<T> extends PTransform<PCollection<T>, PCollection<T>> {
  private final RowForm<T> form;

  private AddSchema(RowForm<T> form) {
    this.form = form;
  }

  /** Returns a transform that adds the schema of a form. */
  public static <T> AddSchema<T> of(RowForm<T> form) {
    return new AddSchema<>(form);
  }

  @Override
  public PCollection<T> expand(PCollection<T> elements) {
    return elements
        .apply("KeepElements", MapElements.into(form.type()).via(element -> element))
        .setSchema(form.schema(), form.type(), form::toRow, form::fromRow);
  }
}
