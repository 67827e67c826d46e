// In a function, credentials come from the environment: the SDK's other sources stay out of the bundle.
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
