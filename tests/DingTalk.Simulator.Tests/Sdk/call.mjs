// DingTalk's own SDK, unchanged, against the address that it is given. Prints what it got as one line of JSON.
import { createRequire } from 'node:module';

const [modules, address, appKey, appSecret, corpId] = process.argv.slice(2);
const require = createRequire(modules + '/');
const OAuth = require('@alicloud/dingtalk/oauth2_1_0');
const Contact = require('@alicloud/dingtalk/contact_1_0');
const OpenApi = require('@alicloud/openapi-client');
const Util = require('@alicloud/tea-util');

const config = new OpenApi.Config({ protocol: 'http', endpoint: new URL(address).host });
const oauth = new OAuth.default(config);
const contact = new Contact.default(config);
const runtime = new Util.RuntimeOptions({});

const { body: token } = await oauth.getAccessToken(new OAuth.GetAccessTokenRequest({ appKey, appSecret }));
const { body: corpToken } = await oauth.getToken(corpId, new OAuth.GetTokenRequest({
  clientId: appKey, clientSecret: appSecret, grantType: 'client_credentials',
}));

const { body: departments } = await contact.searchDepartmentWithOptions(
  new Contact.SearchDepartmentRequest({ queryWord: 'Shift', offset: 0, size: 10 }),
  new Contact.SearchDepartmentHeaders({ xAcsDingtalkAccessToken: token.accessToken }), runtime);
const { body: users } = await contact.searchUserWithOptions(
  new Contact.SearchUserRequest({ queryWord: 'Li An', offset: 0, size: 10, fullMatchField: 1 }),
  new Contact.SearchUserHeaders({ xAcsDingtalkAccessToken: token.accessToken }), runtime);

let refusal;
try {
  await contact.searchUserWithOptions(
    new Contact.SearchUserRequest({ queryWord: 'Li', offset: 0, size: 10 }),
    new Contact.SearchUserHeaders({ xAcsDingtalkAccessToken: 'not-a-token' }), runtime);
} catch (error) {
  refusal = error.code;
}

console.log(JSON.stringify({
  expireIn: token.expireIn,
  sameToken: token.accessToken === corpToken.accessToken,
  departments: departments.list,
  users: users.list,
  total: users.totalCount,
  refusal,
}));
