/**
 * The one place that names the library: the packaged agent keeps it in a file of its own, read when it is needed. Only
 * these two modules of it are taken: others put names that they have read into command lines.
 */
export { cpu } from 'systeminformation/lib/cpu.js';
export { bios, system } from 'systeminformation/lib/system.js';
