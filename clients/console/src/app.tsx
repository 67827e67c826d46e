// The console for a person who is signed in.
import { I18nProvider } from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { queryClient } from './api/query-client.ts';
import { router } from './routes.tsx';
import { ExpiredSession } from './session/expired-session.tsx';

export default function App({ isExpired }: { readonly isExpired: boolean }) {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        {isExpired && <ExpiredSession />}
      </QueryClientProvider>
    </I18nProvider>
  );
}
