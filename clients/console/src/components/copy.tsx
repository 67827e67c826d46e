// A text with a button that copies it.
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';

/** @param label - What is copied, for screen readers: "user id". */
export function Copy({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <CopyToClipboard
      variant="inline"
      textToCopy={text}
      copyButtonAriaLabel={`Copy ${label} ${text}`}
      copySuccessText="Copied"
      copyErrorText="Could not copy. Select the text and copy it."
    />
  );
}
