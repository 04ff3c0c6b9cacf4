/**
 * The servers of the end-to-end tests, each a process of its own on the loopback interface: a Kafka
 * broker, a Kinesis, an S3, a PostgreSQL, a Flink cluster. {@code mvn verify} makes what they need;
 * the test that started one closes it.
 */
package io.footfall.testing.process;
