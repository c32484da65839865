// An S3 server on loopback that checks signatures, for run.py. Arguments: port, folder.
import S3rver from "s3rver";

const [port, directory] = process.argv.slice(2);
const server = new S3rver({
  address: "127.0.0.1", port: Number(port), directory, silent: true, configureBuckets: [{ name: "rounds" }],
});
await server.run();
console.log("ready");
