/**
 * Sends records, one message each, to where streams begin: a Kinesis stream or a Kafka topic. Read
 * from files or from a database.
 */
@NullMarked
package io.footfall.pipelines.publish;

import org.jspecify.annotations.NullMarked;
