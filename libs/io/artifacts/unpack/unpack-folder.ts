import { constants } from 'node:fs';
import { open, opendir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { MemberCollector } from './member-collector.js';
import { isDebris } from './member-path.js';

/** Reads a folder's files; links are not followed and nothing but files and folders is opened. */
export async function unpackFolder(root: string, collector: MemberCollector): Promise<void> {
  const waiting = [''];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    for await (const member of await opendir(join(root, folder))) {
      const written = posix.join(folder, member.name);
      if (isDebris(written) || member.name === 'node_modules') continue;
      const type = member.isDirectory() ? 'directory' : member.isFile() ? 'file' : 'other';
      const path = collector.begin(written, type, 0);
      if (member.isDirectory()) waiting.push(written);
      if (path !== null) await takeFile(join(root, written), path, collector);
    }
  }
}

/** Opens without following a link and without waiting, so that what was swapped in since it was listed is not read. */
async function takeFile(place: string, path: string, collector: MemberCollector): Promise<void> {
  const handle = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    await collector.take(path, collector.counted(handle.createReadStream({ autoClose: false })));
  } finally {
    await handle.close();
  }
}
