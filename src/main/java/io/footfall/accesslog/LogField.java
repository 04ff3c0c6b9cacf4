package io.footfall.accesslog;

/** The meaning of a part of a line of an access log. */
enum LogField {
  /** The address of the client, possibly with a port. */
  CLIENT,
  /** The address of the client and its port, as a load balancer logs them. */
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
  /** The line of the request: method, URL and protocol. */
  REQUEST,
  /** The method. */
  METHOD,
  /** The URL, or its path. */
  URL,
  /** The query behind the path, without the question mark. */
  QUERY,
  /** The query behind the path, with the question mark. */
  QUERY_WITH_MARK,
  /** The status of the response. */
  STATUS,
  /** The page that the request comes from. */
  REFERRER,
  /** The program that makes the request. */
  AGENT,
  /** The host of the request. */
  HOST,
  /** Anything else. */
  OTHER
}
