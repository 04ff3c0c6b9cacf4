package io.footfall.pipelines.insight;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The cells of the kept pages: one per page and day with visits, ordered by page, then by day.
 *
 * @param pages the kept pages, most visited first
 * @param starts the index of the first cell of each page
 * @param days the day of each cell
 */
record PageCells(List<String> pages, List<Integer> starts, List<Integer> days) {

  /** Returns the index after the last cell of the first {@code places} pages. */
  int end(int places) {
    return places < starts.size() ? starts.get(places) : days.size();
  }

  /** Returns how many of the first pages together have at most this number of cells. */
  int pagesWithin(int cells) {
    int count = 0;
    while (count < starts.size() && end(count + 1) <= cells) {
      count++;
    }
    return count;
  }

  /** Returns the place, from 0, of each of the first pages. */
  Map<String, Integer> places(int count) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < count; i++) {
      places.put(pages.get(i), i);
    }
    return places;
  }

  /**
   * Returns the index of the cell of a page and day, or a negative number if the cell does not
   * exist.
   */
  int cell(int page, int day) {
    int from = starts.get(page);
    int found = Collections.binarySearch(days.subList(from, end(page + 1)), day);
    return found < 0 ? found : from + found;
  }
}
