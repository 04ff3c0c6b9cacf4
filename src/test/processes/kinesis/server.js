// A Kinesis on the loopback interface and a free port, which it prints; in memory. It ends when its input does,
// so that it does not outlive the tests, however those end. A line "expire STREAM NUMBER" of the input deletes the
// records of a stream up to that sequence number, as retention does after a day.
const db = require('kinesalite/db');
const create = db.create;
let store;
db.create = (options) => (store = create(options));
const server = require('kinesalite')({ createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: 100 });

function expire(stream, number) {
  const records = store.getStreamDb(stream);
  const keys = [];
  records
    .createKeyStream()
    .on('data', (key) => BigInt(key.split('/')[1]) <= BigInt(number) && keys.push(key))
    .on('end', () =>
      records.batch(
        keys.map((key) => ({ type: 'del', key })),
        (error) => console.log(error ? String(error) : 'EXPIRED=' + number),
      ),
    );
}

// A client that disconnects during a request would end it otherwise.
process.on('uncaughtException', (error) => {
  if (error.code !== 'ECONNRESET') {
    console.error(error);
    process.exit(1);
  }
});

server.listen(0, '127.0.0.1', () => console.log('PORT=' + server.address().port));
require('readline')
  .createInterface({ input: process.stdin })
  .on('line', (line) => expire(...line.split(' ').slice(1)))
  .on('close', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
