package io.footfall.accesslog;

/** The kind of value that a field of an access log line contains. */
enum LogField {
  /** The address of the client, possibly with a port. */
  CLIENT,
  /** The address of the client and its port, as load balancers log them. */
  CLIENT_AND_PORT,
  /** The authenticated user. */
  REMOTE_USER,
  /** A timestamp such as {@code 10/Oct/2000:13:55:36 -0700}. */
  CLF_TIME,
  /** A timestamp in ISO 8601. */
  ISO_TIME,
  /** Seconds since the epoch, with milliseconds. */
  EPOCH_TIME,
  /** A date in UTC. */
  DATE,
  /** A time of day in UTC. */
  TIME_OF_DAY,
  /** The request line: method, URL and protocol. */
  REQUEST,
  /** The HTTP method. */
  METHOD,
  /** The URL, or its path. */
  URL,
  /** The query string, without the question mark. */
  QUERY,
  /** The query string, with the question mark. */
  QUERY_WITH_MARK,
  /** The HTTP status of the response. */
  STATUS,
  /** The referring page. */
  REFERRER,
  /** The user agent. */
  AGENT,
  /** The host of the request. */
  HOST,
  /** Anything else. */
  OTHER
}
