// DingTalk's own Stream SDK, unchanged but for the host of its one HTTP call, which it has built in. Prints the events that it
// was brought as one line of JSON when its input ends.
import { createRequire } from 'node:module';

const [modules, address, clientId, clientSecret] = process.argv.slice(2);
const require = createRequire(modules + '/');
const axios = require('axios');
const { DWClient, EventAck } = require('dingtalk-stream');

axios.interceptors.request.use(config => ({
  ...config, proxy: false, url: config.url.replace('https://api.dingtalk.com/', address),
}));

const events = [];
console.info = console.error;
const client = new DWClient({ clientId, clientSecret });
client.registerAllEventListener(({ headers, data }) => {
  events.push([headers.eventType, JSON.parse(data).userId ?? JSON.parse(data).deptId]);
  return { status: EventAck.SUCCESS };
});
await client.connect();

for await (const _ of process.stdin);
client.disconnect();
console.log(JSON.stringify(events));
