package io.footfall.transforms.visits;

import io.footfall.transforms.aggregate.Aggregation;
import io.footfall.visits.Visit;
import io.footfall.visits.VisitRow;

/** Base class of aggregations of visits. */
abstract class VisitAggregation<OutT> implements Aggregation<Visit, VisitRow, OutT> {
  @Override
  public final VisitRow row() {
    return new VisitRow();
  }

  @Override
  public final void fill(VisitRow row, Visit visit) {
    row.set(visit);
  }
}
