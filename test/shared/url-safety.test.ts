import { describe, expect, it } from 'vitest'
import { isPublicAddress, judgeUrl } from '../../src/shared/url-safety.ts'

const blocked: Record<string, [url: string, reason: string]> = {
  loopback: ['http://127.0.0.1/', 'private-address'],
  'loopback in decimal': ['http://2130706433/', 'private-address'],
  'loopback in hexadecimal': ['http://0x7f000001/', 'private-address'],
  'loopback in octal': ['http://0177.0.0.1/', 'private-address'],
  'loopback, shortened': ['http://127.1/', 'private-address'],
  'loopback in full-width digits': ['http://１２７.０.０.１/', 'private-address'],
  'loopback with a point at the end': ['http://127.0.0.1./', 'private-address'],
  'loopback in IPv6': ['http://[::1]/', 'private-address'],
  'loopback mapped into IPv6': ['http://[::ffff:127.0.0.1]/', 'private-address'],
  'loopback as an IPv4-compatible address': ['http://[::127.0.0.1]/', 'private-address'],
  'loopback behind NAT64': ['http://[64:ff9b::7f00:1]/', 'private-address'],
  'loopback behind 6to4': ['http://[2002:7f00:1::]/', 'private-address'],
  'loopback behind ISATAP': ['http://[2606:4700::5efe:127.0.0.1]/', 'private-address'],
  'no address': ['http://0.0.0.0/', 'private-address'],
  'no address in IPv6': ['http://[::]/', 'private-address'],
  'a private network': ['http://10.0.0.8/', 'private-address'],
  'another private network': ['http://192.168.1.1/', 'private-address'],
  'a third private network': ['http://172.16.0.1/', 'private-address'],
  'carrier-grade NAT': ['http://100.64.0.1/', 'private-address'],
  'cloud metadata': ['http://169.254.169.254/latest/meta-data', 'private-address'],
  'cloud metadata in IPv6': ['http://[fd00:ec2::254]/', 'private-address'],
  "Azure's wire server": ['http://168.63.129.16/', 'private-address'],
  'link-local IPv6': ['http://[fe80::1]/', 'private-address'],
  multicast: ['http://224.0.0.1/', 'private-address'],
  broadcast: ['http://255.255.255.255/', 'private-address'],
  documentation: ['http://[2001:db8::1]/', 'private-address'],
  localhost: ['http://localhost/', 'private-name'],
  'localhost with a point': ['http://localhost./', 'private-name'],
  'a name below localhost': ['http://api.localhost/', 'private-name'],
  'a name of the cluster': ['http://db.default.svc.cluster.local/', 'private-name'],
  'an internal name': ['http://metadata.google.internal/', 'private-name'],
  'a name without a dot': ['http://redis/', 'private-name'],
  'another port': ['http://shop.example:6379/', 'port'],
  'a file': ['file:///etc/passwd', 'scheme'],
  ftp: ['ftp://shop.example/', 'scheme'],
  data: ['data:text/plain,hi', 'scheme'],
  javascript: ['javascript:alert(1)', 'scheme'],
  credentials: ['https://user:secret@shop.example/', 'credentials'],
  'a path': ['/etc/passwd', 'not-a-url'],
}

const passed: Record<string, string> = {
  'a public name': 'https://shop.example/a.jpg?v=1',
  'plain http': 'http://shop.example/',
  'the default port, written out': 'https://shop.example:443/',
  'a public address': 'http://93.184.215.14/',
  'a public IPv6 address': 'http://[2606:4700::6810:84e5]/',
  'a public address mapped into IPv6': 'http://[::ffff:93.184.215.14]/',
  'a public address behind NAT64': 'http://[64:ff9b::5db8:d70e]/',
}

describe('judgeUrl', () => {
  for (const [name, [url, reason]] of Object.entries(blocked))
    it(`blocks ${name}`, () => {
      expect(judgeUrl(url, { allowHosts: [] })).toMatchObject({ ok: false, reason })
    })

  for (const [name, url] of Object.entries(passed))
    it(`passes ${name}`, () => {
      expect(judgeUrl(url, { allowHosts: [] })).toMatchObject({ ok: true, allowed: false })
    })

  it('passes what an operator names, with or without its port', () => {
    const allowHosts = ['127.0.0.1:8080', 'shop.internal', '[::1]']
    expect(judgeUrl('http://127.0.0.1:8080/a', { allowHosts })).toMatchObject({ ok: true, allowed: true })
    expect(judgeUrl('http://shop.internal:9000/', { allowHosts })).toMatchObject({ ok: true, allowed: true })
    expect(judgeUrl('http://SHOP.internal./', { allowHosts })).toMatchObject({ ok: true, allowed: true })
    expect(judgeUrl('http://[0:0::1]/', { allowHosts })).toMatchObject({ ok: true, allowed: true })
    expect(judgeUrl('http://127.0.0.1:8081/', { allowHosts })).toMatchObject({ ok: false })
    expect(judgeUrl('http://other.internal/', { allowHosts })).toMatchObject({ ok: false })
  })

  it('takes no scheme or credentials even from a named host', () => {
    const allowHosts = ['shop.internal']
    expect(judgeUrl('ftp://shop.internal/', { allowHosts })).toMatchObject({ ok: false, reason: 'scheme' })
    expect(judgeUrl('http://a:b@shop.internal/', { allowHosts })).toMatchObject({ ok: false, reason: 'credentials' })
  })

  it('keeps query and password out of its message', () => {
    const verdict = judgeUrl('https://user:secret@shop.example/a?token=abc', { allowHosts: [] })
    expect(JSON.stringify(verdict)).not.toMatch(/secret|abc/)
  })
})

describe('isPublicAddress', () => {
  const addresses: Record<string, boolean> = {
    '93.184.215.14': true,
    '2606:4700::1': true,
    '::7f00:1': false, // IPv4-compatible: the library calls it unicast
    '::a00:1': false,
    'fe80::1%eth0': false,
    '::ffff:0:7f00:1': false,
    '2001::1': false, // Teredo
    '64:ff9b:1::5db8:d70e': false, // local-use translation
    '2001:470:0:0:200:5efe:a00:1': false,
    'fec0::1': false,
    '100::1': false,
    '198.18.0.1': false,
    '192.0.0.192': false,
    '240.0.0.1': false,
    'not an address': false,
  }
  for (const [address, open] of Object.entries(addresses))
    it(`${open ? 'takes' : 'refuses'} ${address}`, () => {
      expect(isPublicAddress(address)).toBe(open)
    })
})
