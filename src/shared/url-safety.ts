/**
 * Threat: a catalog, an event or a redirect names an address inside our own network, and the service fetches it for
 * an outsider: cloud metadata, databases, admin pages, the service itself.
 *
 * Layers:
 * 1. `judgeUrl`, here: http(s) only, no credentials, default ports, no name that means this machine or this network,
 *    no literal address outside the public ranges, however it is spelled (the URL parser turns `0x7f.1`,
 *    `2130706433` and full-width digits into `127.0.0.1` first). Asked again for every hop of a redirect.
 * 2. `isPublicAddress`, here: asked by the platform for every address that a name resolves to, at the moment of
 *    dialling, so that a name cannot change its mind between the check and the connection.
 * 3. Caps on bytes and time, in the platform's fetcher.
 * What an operator names in `allowHosts` passes layers 1 and 2; nothing else does.
 *
 * Left open: a runtime that cannot resolve names itself (Workers) has layer 1 only. A public host that forwards
 * requests into a private network on its own is beyond our sight. NAT64 addresses are judged by the IPv4 address
 * they carry, so a network that translates other prefixes than 64:ff9b::/96 needs its own outbound rules.
 */
import ipaddr from 'ipaddr.js'

export type BlockReason = 'not-a-url' | 'scheme' | 'credentials' | 'port' | 'private-name' | 'private-address'

export type UrlVerdict =
  | {
      readonly ok: true
      readonly url: URL
      /** True: an operator named this host, so its addresses need not be public. */
      readonly allowed: boolean
    }
  | { readonly ok: false; readonly reason: BlockReason; readonly message: string }

/** Names that resolve to this machine or this network by standard or by custom. */
const PRIVATE_SUFFIXES = [
  'localhost',
  'local',
  'internal',
  'intranet',
  'lan',
  'home',
  'corp',
  'private',
  'home.arpa',
  'localdomain',
  'cluster.local',
]

/**
 * Judges an address before it is dialled, by what can be read from its text alone.
 * `allowHosts`: `host` (any port) or `host:port`, names or literal addresses, IPv6 in brackets.
 */
export function judgeUrl(text: string, options: { allowHosts: readonly string[] }): UrlVerdict {
  const block = (reason: BlockReason, why: string): UrlVerdict => ({
    ok: false,
    reason,
    message: `will not fetch "${shown(text)}": ${why}`,
  })
  if (!URL.canParse(text)) return block('not-a-url', 'this is no absolute address; write "https://shop.example/file"')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return block('scheme', `only http and https are fetched, not ${url.protocol.slice(0, -1)}`)
  if (url.username !== '' || url.password !== '')
    return block('credentials', 'an address may not hold a user name or password')
  const host = hostOf(url)
  if (isAllowed(url, host, options.allowHosts)) return { ok: true, url, allowed: true }
  if (url.port !== '') return block('port', `port ${url.port} is not a default port (80, 443)`)
  if (isLiteral(host)) {
    return isPublicAddress(host)
      ? { ok: true, url, allowed: false }
      : block('private-address', 'the address is not a public one')
  }
  const name = host.replace(/\.$/, '')
  if (!name.includes('.') || PRIVATE_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`)))
    return block('private-name', `"${name}" is a name inside a private network`)
  return { ok: true, url, allowed: false }
}

/** Whether an address, as a resolver or a socket spells it, may be dialled for an outsider. */
export function isPublicAddress(address: string): boolean {
  const text = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  if (!ipaddr.isValid(text)) return false
  const parsed = ipaddr.parse(text)
  return parsed.kind() === 'ipv4' ? isPublicV4(parsed as ipaddr.IPv4) : isPublicV6(parsed as ipaddr.IPv6)
}

/** Azure's wire server: a public address by registry that answers machines inside with their secrets. */
const AZURE_WIRE_SERVER = '168.63.129.16'

const isPublicV4 = (address: ipaddr.IPv4): boolean =>
  address.range() === 'unicast' && address.toString() !== AZURE_WIRE_SERVER

function isPublicV6(address: ipaddr.IPv6): boolean {
  if (address.isIPv4MappedAddress()) return isPublicV4(address.toIPv4Address())
  const parts = address.parts
  if (parts[0] === 0x64 && parts[1] === 0xff9b && parts.slice(2, 6).every((part) => part === 0))
    return isPublicV4(embeddedV4(address))
  // All of global unicast is in 2000::/3. What lies outside is local, special or unassigned, also the IPv4-compatible
  // ::/96, which the library calls unicast.
  if (((parts[0] as number) & 0xe000) !== 0x2000) return false
  // ISATAP carries an IPv4 address behind 0:5efe or 200:5efe, whatever the prefix.
  if (((parts[4] as number) & ~0x0200) === 0 && parts[5] === 0x5efe) return false
  return address.range() === 'unicast'
}

const embeddedV4 = (address: ipaddr.IPv6): ipaddr.IPv4 => new ipaddr.IPv4(address.toByteArray().slice(12))

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

const isLiteral = (host: string): boolean => ipaddr.isValid(host)

function isAllowed(url: URL, host: string, allowHosts: readonly string[]): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return allowHosts.some((entry) => {
    const match = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d+))?$/.exec(entry)
    const named = match?.groups?.v6 ?? match?.groups?.name ?? entry
    if (match?.groups?.port !== undefined && match.groups.port !== port) return false
    return sameHost(named, host)
  })
}

function sameHost(a: string, b: string): boolean {
  if (ipaddr.isValid(a) && ipaddr.isValid(b))
    return ipaddr.parse(a).toNormalizedString() === ipaddr.parse(b).toNormalizedString()
  return a.toLowerCase().replace(/\.$/, '') === b.toLowerCase().replace(/\.$/, '')
}

/** Without query and credentials, which may hold secrets. */
function shown(text: string): string {
  if (!URL.canParse(text)) return text.slice(0, 80)
  const url = new URL(text)
  return `${url.protocol}//${url.host}${url.pathname}`.slice(0, 200)
}
