// The port of the archive of the audit log.

/** A write of an audit entry, in the stream of the table. Entries are only inserted: another write is an alteration. */
export interface AuditWrite {
  readonly type: 'INSERT' | 'MODIFY' | 'REMOVE';
  /** The id of the entry, in the format of the sort key: ids have the same order as text and as numbers. */
  readonly entryId: string;
  /** The position in the stream. */
  readonly sequence: string;
  /** The stored entry before the write; undefined for an insertion. */
  readonly before?: Readonly<Record<string, unknown>>;
  /** The stored entry after the write; undefined for a removal. */
  readonly after?: Readonly<Record<string, unknown>>;
}

export interface AuditArchive {
  /**
   * Stores one line of JSON under the key, unless the key has an object: then it was stored before, and is kept.
   *
   * @throws Error when the archive did not confirm that the key has an object
   */
  store(key: string, line: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface AuditArchivePorts {
  readonly archive: AuditArchive;
}
