/*
 * The first-party pixel: one classic script without dependencies, served as /pixel.js.
 *
 * Threat: a script on every page of a shop that watches more than it should, loses what it saw, or breaks the page.
 * It sends what visitors do with offers and nothing else. Until a person may be watched nothing is kept on the device
 * and nothing is sent; Global Privacy Control and a refusal end that at once and take back what was stored before. What
 * cannot be sent waits in a bounded queue. Nothing here throws into the page.
 * Left open: a browser that blocks scripts or storage is not seen, or only page by page.
 */
;(() => {
  interface Item {
    offerId: string
    quantity?: number
    price?: string
    currency?: string
  }
  interface Sent {
    eventId: string
    type: string
    visitorId: string
    occurredAt: string
    pageUrl: string
    [name: string]: unknown
  }
  type Fields = Record<string, unknown>
  type Command = ArrayLike<unknown>

  const QUEUE_EVENTS_MAX = 100
  const QUEUE_CHARS_MAX = 64_000
  const HELD_EVENTS_MAX = 20
  const BATCH_EVENTS = 20
  const RETRY_MS_MAX = 60_000
  const VISITOR = 'sg_visitor'
  const QUEUE = 'sg_queue'
  const CONSENT = 'sg_consent'
  const TYPES = ['view_item', 'add_to_cart', 'remove_from_cart', 'view_cart', 'begin_checkout', 'purchase']

  const script = document.currentScript as HTMLScriptElement | null
  const page = window as unknown as Window & Record<string, unknown>
  if (!script || page.secondGlanceLoaded) return
  page.secondGlanceLoaded = true
  const options = script.dataset
  const key = options.key
  if (!key) return
  const address = new URL('/v1/events', script.src)
  if (options.shop) address.searchParams.set('shop', options.shop)

  /** What a person said last; signals go to the server with each event, which judges them again. */
  let consent: Fields = {}
  /** What the consent platform of the page says by IAB TCF; undefined where none speaks. */
  let tcfAds: boolean | undefined
  let isTcfAwaited = typeof page.__tcfapi === 'function'
  let held: (() => void)[] = []
  let memoryQueue: Sent[] = []
  let memoryVisitor = ''
  let viewedHere = false
  let retryMs = 0
  let timer = 0
  let isSending = false

  const store = {
    get(name: string): string {
      try {
        return localStorage.getItem(name) ?? ''
      } catch {
        return ''
      }
    },
    set(name: string, value: string): void {
      try {
        if (value === '') localStorage.removeItem(name)
        else localStorage.setItem(name, value)
      } catch {
        // Full or forbidden: the memory of this page has it.
      }
    },
  }

  const parse = (text: string): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      return undefined
    }
  }

  const randomId = (): string =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

  const hasGpc = (): boolean =>
    (navigator as Navigator & { globalPrivacyControl?: boolean }).globalPrivacyControl === true

  /** Denied by any signal; undefined while nobody said anything and the shop wants to wait. */
  function mayWatch(): boolean | undefined {
    const denied = (name: string): boolean => String(consent[name]).toLowerCase() === 'denied'
    if (hasGpc() || tcfAds === false || consent.ads === false || denied('adStorage') || denied('adPersonalization'))
      return false
    if (isTcfAwaited) return undefined
    if (tcfAds || consent.ads === true || String(consent.adStorage).toLowerCase() === 'granted') return true
    return options.consent === 'wait' ? undefined : true
  }

  function visitorId(): string {
    memoryVisitor = store.get(VISITOR) || memoryVisitor || randomId()
    store.set(VISITOR, memoryVisitor)
    return memoryVisitor
  }

  function readQueue(): Sent[] {
    const kept = parse(store.get(QUEUE))
    return Array.isArray(kept) ? (kept as Sent[]) : memoryQueue
  }

  /** The oldest go first when there are too many. */
  function writeQueue(events: Sent[]): void {
    memoryQueue = events.slice(-QUEUE_EVENTS_MAX)
    let text = JSON.stringify(memoryQueue)
    while (text.length > QUEUE_CHARS_MAX && memoryQueue.length > 0) {
      memoryQueue.shift()
      text = JSON.stringify(memoryQueue)
    }
    store.set(QUEUE, memoryQueue.length > 0 ? text : '')
  }

  const bodyOf = (events: Sent[]): string => {
    const sentAt = new Date().toISOString()
    return JSON.stringify({ writeKey: key, events: events.map((event) => ({ ...event, sentAt })) })
  }

  function flush(): void {
    const events = readQueue().slice(0, BATCH_EVENTS)
    if (isSending || events.length === 0) return
    isSending = true
    const settled = (isDone: boolean): void => {
      isSending = false
      if (isDone) {
        const ids = new Set(events.map(({ eventId }) => eventId))
        writeQueue(readQueue().filter(({ eventId }) => !ids.has(eventId)))
        retryMs = 0
        flush()
        return
      }
      retryMs = Math.min(RETRY_MS_MAX, retryMs * 2 || 1_000)
      clearTimeout(timer)
      timer = window.setTimeout(flush, retryMs)
    }
    fetch(address, { method: 'POST', body: bodyOf(events), keepalive: true, credentials: 'omit', mode: 'cors' }).then(
      // What is refused for good would be refused again.
      ({ status }) => settled(status < 500 && status !== 429 && status !== 408),
      () => settled(false),
    )
  }

  /** A page that closes cannot wait for an answer. Offline the events stay for the next page. */
  function flushAtEnd(): void {
    const events = readQueue()
    if (events.length === 0 || !navigator.onLine || !navigator.sendBeacon) return
    const rest: Sent[] = []
    for (let at = 0; at < events.length; at += BATCH_EVENTS) {
      const batch = events.slice(at, at + BATCH_EVENTS)
      if (!navigator.sendBeacon(address, new Blob([bodyOf(batch)], { type: 'text/plain' }))) rest.push(...batch)
    }
    writeQueue(rest)
  }

  const pageUrl = (): string => location.origin + location.pathname

  function send(type: string, fields: Fields): void {
    const occurredAt = new Date().toISOString()
    const url = pageUrl()
    const go = (): void => {
      const event: Sent = {
        ...fields,
        eventId: String(fields.eventId || randomId()),
        type,
        visitorId: visitorId(),
        occurredAt,
        pageUrl: url,
        consent,
      }
      writeQueue([...readQueue(), event])
      // One turn later, so that events of one click share a request.
      setTimeout(flush)
    }
    const may = mayWatch()
    if (may) go()
    else if (!hasGpc()) held = [...held, go].slice(-HELD_EVENTS_MAX)
  }

  /** A new word of consent: lets go what was held, or forgets the person here and on the server. */
  function setConsent(signals: Fields): void {
    consent = { ...consent, ...signals }
    store.set(CONSENT, mayWatch() === undefined ? '' : JSON.stringify(consent))
    const may = mayWatch()
    if (may === false) forget()
    if (may !== true) return
    const waiting = held
    held = []
    for (const go of waiting) go()
  }

  function forget(): void {
    const known = store.get(VISITOR) || memoryVisitor
    memoryVisitor = ''
    store.set(VISITOR, '')
    writeQueue([])
    if (known === '') return
    const withdrawal = {
      eventId: randomId(),
      type: 'identify',
      visitorId: known,
      occurredAt: new Date().toISOString(),
      pageUrl: pageUrl(),
      consent: { ...consent, ads: false },
    }
    fetch(address, { method: 'POST', body: bodyOf([withdrawal]), keepalive: true, credentials: 'omit' }).catch(() => {})
  }

  const text = (value: unknown): string | undefined =>
    typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : undefined

  /** An amount with a decimal point; other spellings are left to the server's sources. */
  const amount = (value: unknown): string | undefined => {
    const found = text(value)?.trim()
    return found !== undefined && /^\d{1,12}(\.\d{1,9})?$/.test(found) ? found : undefined
  }

  function itemOf(value: unknown, currency: unknown): Item | undefined {
    const from = (typeof value === 'object' && value !== null ? value : { id: value }) as Fields
    const offerId = text(from.offerId) ?? text(from.item_id) ?? text(from.id) ?? text(from.sku) ?? text(from.item_name)
    if (offerId === undefined) return undefined
    const quantity = Math.floor(Number(from.quantity))
    return {
      offerId,
      quantity: quantity >= 1 ? quantity : undefined,
      price: amount(from.price),
      currency: text(from.currency) ?? text(currency),
    }
  }

  /** Takes our own form, GA4's parameters, and one offer alone. */
  function fieldsOf(value: unknown): Fields {
    const from = (typeof value === 'object' && value !== null ? value : {}) as Fields
    const list = from.items ?? from.products ?? (typeof value === 'object' ? undefined : value)
    const given = Array.isArray(list) ? list : list === undefined || list === null ? undefined : [list]
    const single = given ?? (text(from.offerId) === undefined ? undefined : [from])
    return {
      eventId: from.eventId,
      items: single?.map((item) => itemOf(item, from.currency)).filter((item) => item !== undefined),
      currency: text(from.currency),
      value: amount(from.value),
      orderId: text(from.orderId) ?? text(from.transaction_id),
      userId: text(from.userId),
      traits: from.traits,
    }
  }

  function track(type: string, value: unknown): void {
    if (type === 'view_item') viewedHere = true
    send(type, fieldsOf(value))
  }

  function run(command: Command): void {
    const [name, value] = Array.from(command)
    if (name === 'consent') setConsent((value ?? {}) as Fields)
    else if (name === 'identify') send('identify', fieldsOf(value))
    else if (typeof name === 'string' && TYPES.includes(name)) track(name, value)
  }

  const LEGACY: Record<string, string> = {
    detail: 'view_item',
    add: 'add_to_cart',
    remove: 'remove_from_cart',
    checkout: 'begin_checkout',
    purchase: 'purchase',
  }

  /** What Google's tags are told: events of GA4 and of Universal Analytics, and Consent Mode. */
  function readLayer(entry: unknown): void {
    if (typeof entry !== 'object' || entry === null) return
    if ('length' in entry) {
      const [verb, name, params] = Array.from(entry as Command)
      if (verb === 'event' && TYPES.includes(String(name))) track(String(name), params)
      if (verb === 'consent') {
        const { ad_storage, ad_user_data, ad_personalization } = (params ?? {}) as Fields
        const signals: Fields = {}
        if (ad_storage) signals.adStorage = ad_storage
        if (ad_user_data) signals.adUserData = ad_user_data
        if (ad_personalization) signals.adPersonalization = ad_personalization
        setConsent(signals)
      }
      return
    }
    const { event, ecommerce } = entry as { event?: unknown; ecommerce?: Fields | null }
    if (!ecommerce || typeof ecommerce !== 'object') return
    if (TYPES.includes(String(event)) && 'items' in ecommerce) {
      track(String(event), ecommerce)
      return
    }
    for (const stage of Object.keys(LEGACY)) {
      const part = ecommerce[stage] as { products?: unknown; actionField?: Fields } | undefined
      if (part?.products)
        track(LEGACY[stage] as string, {
          items: part.products,
          currency: ecommerce.currencyCode,
          orderId: part.actionField?.id,
        })
    }
  }

  /** A page that names its offer for Meta's catalog, and tells nobody of the view, is a view all the same. */
  function viewFromPage(): void {
    const meta = (name: string): string | undefined =>
      document.querySelector<HTMLMetaElement>(`meta[property="${name}"]`)?.content || undefined
    const offerId = meta('product:retailer_item_id')
    if (viewedHere || offerId === undefined || options.auto === 'off') return
    track('view_item', {
      offerId,
      price: meta('product:price:amount'),
      currency: meta('product:price:currency'),
    })
  }

  /** Pages that only change their address are pages too. */
  function watchNavigation(): void {
    let last = location.pathname + location.search
    const look = (): void => {
      const now = location.pathname + location.search
      if (now === last) return
      last = now
      viewedHere = false
      setTimeout(viewFromPage, 500)
    }
    for (const name of ['pushState', 'replaceState'] as const) {
      const original = history[name]
      history[name] = function (this: History, ...parts: Parameters<History['pushState']>) {
        original.apply(this, parts)
        look()
      }
    }
    addEventListener('popstate', look)
  }

  /** Purposes 1, 3 and 4 are what ads to a person need. */
  function watchTcf(): void {
    const tcf = page.__tcfapi
    if (typeof tcf !== 'function') return
    tcf('addEventListener', 2, (data: Fields | null, isOk: boolean) => {
      if (!isOk || !data || data.eventStatus === 'cmpuishown') return
      isTcfAwaited = false
      if (data.gdprApplies === false) {
        safely(() => setConsent({ gdprApplies: false }))
        return
      }
      const consents = ((data.purpose as Fields | undefined)?.consents ?? {}) as Record<string, unknown>
      tcfAds = ['1', '3', '4'].every((purpose) => consents[purpose] === true)
      safely(() => setConsent({ tcString: text(data.tcString), gdprApplies: true }))
    })
  }

  const safely = (work: () => void): void => {
    try {
      work()
    } catch {
      // The shop's page comes first.
    }
  }

  const kept = parse(store.get(CONSENT))
  if (typeof kept === 'object' && kept !== null) consent = kept as Fields
  if (mayWatch() === false) forget()

  safely(watchTcf)

  const waiting = (page.sg as { q?: Command[] } | undefined)?.q ?? []
  page.sg = (...command: unknown[]): void => safely(() => run(command))
  for (const command of waiting) safely(() => run(command))

  const layerName = options.layer || 'dataLayer'
  const layer: unknown[] = Array.isArray(page[layerName]) ? page[layerName] : []
  page[layerName] = layer
  for (const entry of layer.slice()) safely(() => readLayer(entry))
  const push = layer.push
  layer.push = (...entries: unknown[]): number => {
    const length = push.apply(layer, entries)
    for (const entry of entries) safely(() => readLayer(entry))
    return length
  }

  safely(watchNavigation)
  addEventListener('online', flush)
  addEventListener('pagehide', () => safely(flushAtEnd))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') safely(flushAtEnd)
  })
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', () => safely(viewFromPage))
  else setTimeout(() => safely(viewFromPage))
  if (mayWatch() === true) flush()
})()
