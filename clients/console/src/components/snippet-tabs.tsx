// Code to copy, in tabs.
import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import './snippet-tabs.css';

export interface Snippet {
  readonly id: string;
  readonly label: string;
  /** What to do with the code. */
  readonly where: string;
  readonly code: string;
}

export function SnippetTabs({ label, snippets }: { readonly label: string; readonly snippets: readonly Snippet[] }) {
  return (
    <Tabs
      ariaLabel={label}
      tabs={snippets.map((snippet) => ({
        id: snippet.id,
        label: snippet.label,
        content: (
          <SpaceBetween size="xs">
            <Box variant="p">{snippet.where}</Box>
            <div className="snippet">
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: an element that scrolls must be reachable by keyboard. */}
              <pre tabIndex={0}>
                <code>{snippet.code}</code>
              </pre>
              <CopyToClipboard
                variant="icon"
                textToCopy={snippet.code}
                copyButtonAriaLabel={`Copy the snippet for ${snippet.label}`}
                copySuccessText="Copied"
                copyErrorText="Could not copy"
              />
            </div>
          </SpaceBetween>
        ),
      }))}
    />
  );
}
