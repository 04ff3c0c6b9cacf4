// A Kinesis on the loopback interface and a free port, which it prints; in memory. It ends when its input does,
// so that it does not outlive the tests, however those end.
const server = require('kinesalite')({ createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: 100 });

server.listen(0, '127.0.0.1', () => console.log('PORT=' + server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
process.on('SIGTERM', () => process.exit(0));
