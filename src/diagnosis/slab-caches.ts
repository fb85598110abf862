/** What well-known slab caches hold, to say what a large one points to. */

const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:TCP|TCPv6|UDP|UDPv6|sock_inode_cache|skbuff|tw_sock|request_sock)/,
    'Sockets and network buffers: many or leaking connections.',
  ],
  [
    /^(?:task_struct|signal_cache|sighand_cache|mm_struct|vm_area_struct|anon_vma|cred_jar|pid)/,
    'Book-keeping of processes and their mappings: very many processes, threads or mappings.',
  ],
  [
    /^(?:filp|files_cache|eventpoll|inotify|fsnotify|kernfs_node)/,
    'Open files, watches and kernel file system nodes: descriptors opened and not closed, or very many cgroups.',
  ],
  [
    /^(?:dentry|inode_cache|ext4_inode|xfs_inode|btrfs_inode|nfs_inode|fuse_inode|proc_inode|shmem_inode)/,
    'Directory entries and inodes: many files kept open or pinned.',
  ],
  [/^buffer_head/, 'Heads of file system blocks.'],
  [
    /^(?:nf_conntrack|ip_dst|fib|neigh)/,
    'Connection tracking and routes: a flood of connections or a table that is too large.',
  ],
  [/^(?:cgroup|percpu|memory_cgroup|css)/, 'Control groups: created and not freed.'],
  [
    /^(?:Acpi|bio|blkdev|dm_|scsi|nvme)/,
    'Block layer and drivers: requests in flight or a driver that does not free.',
  ],
  [
    /^(?:zio|arc|zfs|dnode|dmu|spl|abd)/,
    'ZFS: its cache is not dropped like the page cache; bound zfs_arc_max.',
  ],
  [
    /^(?:kmalloc|dma-kmalloc|size-)/,
    'General kernel allocations: a driver or module that does not free is the usual reason.',
  ],
];

/** A sentence, or null for a cache that is not known. */
export function slabMeaning(name: string): string | null {
  return MEANINGS.find(([shape]) => shape.test(name))?.[1] ?? null;
}
