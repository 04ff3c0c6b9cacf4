// Formats numbers, days and text for readers, and CSV for programs.
window.Footfall = window.Footfall || {};

(function () {
  'use strict';

  const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const DAY_MS = 86400000;

  function grouped(digits) {
    return digits.replace(/\B(?=(\d{3})+$)/g, ',');
  }

  /** Formats 1234567 as 1,234,567. */
  function whole(n) {
    const text = String(n);
    return text.startsWith('-') ? '\u2212' + grouped(text.slice(1)) : grouped(text);
  }

  /** Formats a number with its noun: 1 page, 2 pages. */
  function count(n, one, many) {
    return whole(n) + '\u00a0' + (n === 1 ? one : many || one + 's');
  }

  /** Formats 1234567 as 1.23 M, for axes and narrow tiles. */
  function compact(n) {
    const size = Math.abs(n);
    for (const [unit, name] of [
      [1e12, 'T'],
      [1e9, 'B'],
      [1e6, 'M'],
      [1e4, 'k'],
    ]) {
      if (size >= unit) {
        const value = n / (name === 'k' ? 1e3 : unit);
        return trimmed(value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)) + '\u202f' + name;
      }
    }
    return Number.isInteger(n) ? whole(n) : trimmed(n.toFixed(2));
  }

  function trimmed(text) {
    return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  }

  /** Formats whole units of 10^-scale as a plain decimal with at least `least` decimals, for CSV. */
  function plain(units, scale, least) {
    const negative = units < 0;
    let digits = String(negative ? -units : units).padStart(scale + 1, '0');
    let fraction = digits.slice(digits.length - scale);
    if (scale === 0) fraction = '';
    digits = digits.slice(0, digits.length - scale);
    fraction = fraction.replace(/0+$/, '').padEnd(least, '0');
    return (negative ? '-' : '') + digits + (fraction ? '.' + fraction : '');
  }

  /** Formats whole units of 10^-scale for readers, with separators. */
  function decimal(units, scale, least) {
    const [digits, fraction] = plain(units, scale, least).replace('-', '').split('.');
    return (units < 0 ? '\u2212' : '') + grouped(digits) + (fraction ? '.' + fraction : '');
  }

  /** Converts to a double; only charts may use it. */
  function double(units, scale) {
    return Number(units) / Math.pow(10, scale);
  }

  /** Returns units / divisor in units of 10^-decimals, rounded half away from zero from the exact quotient. */
  function quotient(units, scale, divisor, decimals) {
    const top = BigInt(units) * 10n ** BigInt(decimals) * 2n;
    const bottom = BigInt(divisor) * 10n ** BigInt(scale);
    return (top < 0n ? top - bottom : top + bottom) / (2n * bottom);
  }

  /** Formats units / divisor as a plain decimal. */
  function average(units, scale, divisor, decimals) {
    return divisor ? plain(quotient(units, scale, divisor, decimals), decimals, decimals) : '';
  }

  /** Formats units / divisor for readers, with two decimals. */
  function averageAmount(units, scale, divisor) {
    return amount(quotient(units, scale, divisor, 2), 2);
  }

  /** Formats an amount of units of 10^-scale, shortened from ten million. */
  function amount(units, scale) {
    const size = double(units, scale);
    return Math.abs(size) < 1e7 ? decimal(units, scale, 2) : compact(size);
  }

  function percent(share, decimals) {
    // Slightly more, because half a unit may be stored as slightly less.
    return (
      (100 * share * (1 + 1e-12)).toFixed(decimals === undefined ? 1 : decimals).replace('-', '\u2212') + '\u202f%'
    );
  }

  /** Formats the seconds units / divisor, rounded half up from the exact quotient. */
  function averageSeconds(units, scale, divisor) {
    const tenths = Number(average(units, scale, divisor, 1));
    return seconds(tenths < 120 ? tenths : Number(average(units, scale, divisor, 0)));
  }

  /** Formats seconds as 45.2 s, or 2 min 5 s. */
  function seconds(value) {
    if (value < 120) return Number(value).toFixed(1) + '\u202fs';
    const rounded = Math.round(value);
    if (rounded < 7200)
      return Math.floor(rounded / 60) + '\u202fmin' + (rounded % 60 ? ' ' + (rounded % 60) + '\u202fs' : '');
    const minutes = Math.round(rounded / 60);
    return Math.floor(minutes / 60) + '\u202fh ' + (minutes % 60) + '\u202fmin';
  }

  function bytes(n) {
    for (const [unit, name] of [
      [1e12, 'TB'],
      [1e9, 'GB'],
      [1e6, 'MB'],
      [1e3, 'kB'],
    ]) {
      if (n >= unit) return (n / unit).toFixed(1) + '\u202f' + name;
    }
    return n + '\u202fB';
  }

  /** Converts 2024-03-01 to a number of days. */
  function dayNumber(iso) {
    return Math.round(Date.parse(iso + 'T00:00:00Z') / DAY_MS);
  }

  function isoDay(number) {
    return new Date(number * DAY_MS).toISOString().slice(0, 10);
  }

  /** Formats a day as Mar 1, or Mar 1, 2024. */
  function day(number, withYear) {
    const date = new Date(number * DAY_MS);
    return MONTHS[date.getUTCMonth()] + '\u00a0' + date.getUTCDate() + (withYear ? ', ' + date.getUTCFullYear() : '');
  }

  function span(from, to) {
    if (from === to) return day(from, true);
    const sameYear = isoDay(from).slice(0, 4) === isoDay(to).slice(0, 4);
    return day(from, !sameYear) + ' \u2013 ' + day(to, true);
  }

  /** Formats ISO-8601 text or seconds since 1970 as 2026-11-25 22:50 UTC. */
  function instant(when) {
    const date = new Date(typeof when === 'number' ? when * 1000 : when);
    return isNaN(date) ? String(when) : date.toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
  }

  /**
   * Makes invisible characters visible: shows the code of each character that has no glyph or no width, or that changes
   * the direction of text. The result goes into the page as text, never as HTML.
   */
  function visible(text) {
    return (
      text
        // eslint-disable-next-line no-control-regex -- control characters are what it looks for
        .replace(/[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g, named)
        .replace(/^[ \u00a0\u3000]+$/, (blank) => Array.from(blank, named).join(''))
    );
  }

  function named(character) {
    return '\u27e8' + character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0') + '\u27e9';
  }

  /** Escapes text for ECharts, where { and | begin a style. */
  function chartText(text) {
    return visible(String(text)).replace(/\{/g, '\uff5b').replace(/\}/g, '\uff5d').replace(/\|/g, '\uff5c');
  }

  const NUMBER = /^-?\d+(\.\d+)?$/;

  /**
   * Formats a CSV field (RFC 4180) like CsvField.forSpreadsheet: text that a spreadsheet would run as a formula is
   * quoted and starts with an apostrophe; numbers stay unchanged.
   */
  function csvField(value) {
    const text = String(value);
    const isFormula = /^[=+\-@\t\r]/.test(text) && !NUMBER.test(text);
    const safe = isFormula ? "'" + text : text;
    return isFormula || /[",\r\n]/.test(text) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }

  function csv(header, rows) {
    return (
      [header]
        .concat(rows)
        .map((row) => row.map(csvField).join(','))
        .join('\n') + '\n'
    );
  }

  /** Returns how many seconds the clocks of a zone are ahead of UTC at an instant; null in an unknown zone. */
  function offsetAt(instantSeconds, zone) {
    const fixed = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(zone);
    if (fixed) {
      const [hours, minutes, rest] = fixed.slice(2).map((text) => Number(text || 0));
      return (fixed[1] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60 + rest);
    }
    try {
      const clock = new Intl.DateTimeFormat('en-US', {
        timeZone: zone === 'Z' ? 'UTC' : zone,
        hourCycle: 'h23',
        ...Object.fromEntries(['year', 'month', 'day', 'hour', 'minute', 'second'].map((unit) => [unit, 'numeric'])),
      });
      const parts = Object.fromEntries(
        clock.formatToParts(instantSeconds * 1000).map((part) => [part.type, part.value]),
      );
      const { year, month, day: date, hour, minute, second } = parts;
      return Date.UTC(year, month - 1, date, hour, minute, second) / 1000 - instantSeconds;
    } catch {
      return null;
    }
  }

  /** Returns when a day begins in a zone, in seconds since 1970; null in an unknown zone. */
  function startOfDay(number, zone) {
    const midnight = (number * DAY_MS) / 1000;
    const offset = offsetAt(midnight, zone);
    return offset === null ? null : midnight - offsetAt(midnight - offset, zone);
  }

  Footfall.format = {
    whole,
    count,
    compact,
    plain,
    decimal,
    double,
    average,
    averageAmount,
    averageSeconds,
    amount,
    percent,
    seconds,
    bytes,
    dayNumber,
    isoDay,
    day,
    span,
    instant,
    startOfDay,
    visible,
    chartText,
    csvField,
    csv,
  };
})();
