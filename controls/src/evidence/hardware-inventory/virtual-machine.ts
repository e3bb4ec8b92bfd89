const hypervisors =
  /\b(qemu|kvm|vmware|virtualbox|innotek|bochs|bhyve|parallels|openstack|nutanix|ahv|xen|hvm domu|proxmox|rhev|ovirt|virtual machine|virtual platform|google compute engine|amazon ec2|alibaba cloud|digitalocean|droplet)\b|\bvirtualmac\d/i;

/**
 * Whether maker and model are those of a hypervisor. That a hypervisor runs says less: Windows with its
 * virtualisation-based security runs one below itself on any machine.
 */
export function isVirtualModel(manufacturer: string | null, model: string | null): boolean {
  // Whole machines of Amazon are named `m5.metal`.
  if (model !== null && /\bmetal\b/i.test(model)) return false;
  return hypervisors.test(`${manufacturer ?? ''} ${model ?? ''}`);
}
