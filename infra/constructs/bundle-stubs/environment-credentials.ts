// Lambda provides credentials in environment variables. This stub removes the other credential providers of the SDK.
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
