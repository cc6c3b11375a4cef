// Which addresses are on the public internet: those that the IANA registries give to nobody for a special purpose.
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IANA IPv4 Special-Purpose Address Registry (RFC 6890), multicast (RFC 5771), and one that a cloud made private. */
const special4: readonly [string, number][] = [
  ['0.0.0.0', 8], // this network, RFC 791
  ['10.0.0.0', 8], // private, RFC 1918
  ['100.64.0.0', 10], // carriers' NAT, RFC 6598; some clouds' metadata
  ['127.0.0.0', 8], // loopback, RFC 1122
  ['169.254.0.0', 16], // link-local, RFC 3927; most clouds' metadata
  ['172.16.0.0', 12], // private, RFC 1918
  ['192.0.0.0', 24], // IETF protocols, RFC 6890
  ['192.0.2.0', 24], // documentation, RFC 5737
  ['192.31.196.0', 24], // AS112, RFC 7535
  ['192.52.193.0', 24], // AMT, RFC 7450
  ['192.88.99.0', 24], // 6to4 relays, RFC 7526
  ['192.168.0.0', 16], // private, RFC 1918
  ['192.175.48.0', 24], // AS112, RFC 7534
  ['198.18.0.0', 15], // benchmarks, RFC 2544
  ['198.51.100.0', 24], // documentation, RFC 5737
  ['203.0.113.0', 24], // documentation, RFC 5737
  ['224.0.0.0', 4], // multicast, RFC 5771
  ['240.0.0.0', 4], // reserved and broadcast, RFC 1112, RFC 919
  ['168.63.129.16', 32], // public by number, inside every Azure network by routing
];

/** What 2000::/3 holds for special purposes: IANA IPv6 Special-Purpose Address Registry. All else is not global unicast. */
const special6: readonly [string, number][] = [
  ['2001::', 23], // IETF protocols, Teredo, ORCHID, RFC 2928
  ['2001:db8::', 32], // documentation, RFC 3849
  ['2002::', 16], // 6to4, which carries an IPv4 address, RFC 3056
  ['2620:4f:8000::', 48], // AS112, RFC 7534
  ['3fff::', 20], // documentation, RFC 9637
];

const special = new BlockList();
for (const [address, prefix] of special4) special.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of special6) special.addSubnet(address, prefix, 'ipv6');

// RFC 4291 §2.4: mapped, NAT64 (64:ff9b::/96), unique local, link-local, multicast and the rest lie outside of it.
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Whether packets to it leave for the public internet. What is not an address is not public. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  return globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
}
