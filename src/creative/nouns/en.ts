import type { Language, Noun, NumberClass } from './noun.ts'

/**
 * Counted nouns, by trade. `lamp(s)`, `watch(es)`, `scarf/scarves`. The noun is used as it is written here; what a
 * catalog calls it otherwise gets its own entry, so that a couch stays a couch.
 */
const COUNT = `
  dress(es), gown(s), skirt(s), shirt(s), t-shirt(s), tee(s), blouse(s), top(s), tank top(s), crop top(s), polo shirt(s), polo(s),
  sweater(s), jumper(s), pullover(s), cardigan(s), hoodie(s), sweatshirt(s), fleece(s), jacket(s), blazer(s), coat(s), trench coat(s),
  parka(s), raincoat(s), vest(s), gilet(s), suit(s), tuxedo(s), jumpsuit(s), romper(s), kimono(s), poncho(s), cape(s), robe(s),
  bathrobe(s), nightgown(s), bodysuit(s), swimsuit(s), bikini(s), tracksuit(s), uniform(s), costume(s), onesie(s), sari(s), kaftan(s),
  hat(s), cap(s), beanie(s), beret(s), headband(s), scarf/scarves, shawl(s), tie(s), bow tie(s), belt(s), bandana(s), umbrella(s), wallet(s),
  purse(s), handbag(s), bag(s), tote bag(s), tote(s), shoulder bag(s), crossbody bag(s), clutch(es), backpack(s), rucksack(s), duffel bag(s),
  duffle bag(s), briefcase(s), suitcase(s), messenger bag(s), gym bag(s), laptop bag(s), sleeve(s), card holder(s), keychain(s), key ring(s),
  watch(es), smartwatch(es), ring(s), necklace(s), pendant(s), bracelet(s), bangle(s), anklet(s), brooch(es), tiara(s), watch strap(s),
  sofa(s), couch(es), loveseat(s), settee(s), sectional(s), armchair(s), recliner(s), chair(s), dining chair(s), office chair(s), rocking chair(s),
  stool(s), bar stool(s), bench(es), ottoman(s), pouf(s), table(s), dining table(s), coffee table(s), side table(s), console table(s), desk(s),
  nightstand(s), bedside table(s), dresser(s), wardrobe(s), cabinet(s), sideboard(s), bookcase(s), bookshelf/bookshelves, shelf/shelves,
  bed(s), bed frame(s), headboard(s), mattress(es), crib(s), cot(s), bunk bed(s), daybed(s), futon(s), hammock(s), room divider(s), coat rack(s),
  shoe rack(s), wine rack(s), lamp(s), table lamp(s), floor lamp(s), desk lamp(s), chandelier(s), pendant light(s), lantern(s), light(s),
  rug(s), carpet(s), doormat(s), mat(s), cushion(s), pillow(s), throw pillow(s), blanket(s), throw(s), duvet(s), duvet cover(s), comforter(s),
  quilt(s), towel(s), tablecloth(s), mirror(s), clock(s), wall clock(s), vase(s), planter(s), plant pot(s), picture frame(s), photo frame(s),
  print(s), poster(s), painting(s), canvas(es), sculpture(s), candle(s), candle holder(s), diffuser(s), basket(s), storage box(es), bin(s),
  mug(s), cup(s), tumbler(s), wine glass(es), carafe(s), jug(s), pitcher(s), teapot(s), kettle(s), plate(s), bowl(s), platter(s), tray(s),
  pan(s), frying pan(s), saucepan(s), pot(s), wok(s), skillet(s), casserole(s), dutch oven(s), knife/knives, cutting board(s), chopping board(s),
  coffee maker(s), coffee machine(s), espresso machine(s), coffee grinder(s), toaster(s), blender(s), mixer(s), juicer(s), air fryer(s),
  microwave(s), oven(s), stove(s), cooker(s), fridge(s), refrigerator(s), freezer(s), dishwasher(s), washing machine(s), dryer(s), vacuum(s),
  vacuum cleaner(s), iron(s), fan(s), heater(s), humidifier(s), air purifier(s), water bottle(s), bottle(s), flask(s), lunch box(es), apron(s),
  phone(s), smartphone(s), tablet(s), laptop(s), computer(s), monitor(s), keyboard(s), mouse/mice, printer(s), router(s), hard drive(s),
  camera(s), lens(es), tripod(s), drone(s), television(s), tv(s), projector(s), soundbar(s), speaker(s), turntable(s), record player(s),
  radio(s), microphone(s), charger(s), power bank(s), cable(s), adapter(s), phone case(s), case(s), screen protector(s), game console(s),
  controller(s), headset(s), e-reader(s), guitar(s), ukulele(s), piano(s), violin(s), drum(s), amplifier(s), book(s), notebook(s), journal(s),
  planner(s), diary/diaries, calendar(s), pen(s), fountain pen(s), pencil case(s), album(s), record(s), vinyl record(s), puzzle(s), jigsaw puzzle(s), board game(s), game(s),
  toy(s), doll(s), plush toy(s), teddy bear(s), kite(s), bike(s), bicycle(s), e-bike(s), scooter(s), skateboard(s), surfboard(s), snowboard(s),
  paddleboard(s), kayak(s), canoe(s), tent(s), sleeping bag(s), camping chair(s), yoga mat(s), dumbbell(s), kettlebell(s), treadmill(s),
  exercise bike(s), rowing machine(s), basketball(s), football(s), soccer ball(s), ball(s), tennis racket(s), racket(s), golf club(s), helmet(s),
  stroller(s), pram(s), car seat(s), high chair(s), baby carrier(s), dog bed(s), cat tree(s), leash(es), harness(es), aquarium(s),
  drill(s), hammer(s), saw(s), ladder(s), toolbox(es), lawn mower(s), grill(s), barbecue(s), fire pit(s), parasol(s), plant(s), bouquet(s),
  lipstick(s), mascara(s), foundation(s), concealer(s), eyeshadow palette(s), serum(s), moisturizer(s), cleanser(s), toner(s), face mask(s), lip balm(s),
  cream(s), hair dryer(s), straightener(s), razor(s), trimmer(s), hairbrush(es), comb(s), fragrance(s), soap bar(s), bath bomb(s), cake(s),
  chocolate bar(s), gift basket(s), tire(s), tyre(s), hat box(es)
`

/** Sold and spoken of in the plural, one of them or many. `shoe(s)`: a catalog may write either, the sentence says the plural. */
const PAIR = `
  =glasses, =eyeglasses, =spectacles, =sunglasses, =goggles, =binoculars, =reading glasses, =frames,
  shoe(s), sneaker(s), trainer(s), boot(s), ankle boot(s), sandal(s), loafer(s), slipper(s), =heels, =high heels, =flats, ballet flat(s), clog(s), mule(s), moccasin(s),
  plimsoll(s), espadrille(s), flip-flop(s), flip flop(s), running shoe(s), hiking boot(s), cleat(s), =brogues, =oxfords, =derbies,
  sock(s), stocking(s), glove(s), mitten(s), earring(s), cufflink(s), cuff link(s), earbud(s), =headphones, =earphones, =airpods,
  =jeans, =trousers, =pants, =chinos, =shorts, =leggings, =tights, =joggers, =sweatpants, =slacks, =overalls, =dungarees, =pajamas, =pyjamas,
  =briefs, =boxers, =boxer shorts, =swim trunks, =board shorts, =culottes, =capris, =khakis, =cargo pants, =yoga pants,
  ski(s), ice skate(s), roller skate(s), inline skate(s), =scissors, =pliers, =tweezers, =clippers, curtain(s), =drapes, =blinds, =sheets, =bed sheets, =napkins,
  =boxing gloves, snowshoe(s), =cookies, =chocolates, =flowers, =playing cards, =coasters, =candlesticks, =chopsticks, sneaker shoe(s)
`

/** No plural: spoken of as a quantity. */
const MASS = `
  coffee, tea, green tea, wine, beer, cheese, chocolate, honey, olive oil, pasta, granola, perfume, cologne, eau de parfum, eau de toilette, shampoo, conditioner,
  sunscreen, makeup, skincare, nail polish, jewelry, jewellery, furniture, luggage, bedding, bed linen, wallpaper, fabric, yarn, cookware, tableware, dinnerware,
  glassware, drinkware, cutlery, flatware, silverware, kitchenware, lingerie, underwear, swimwear, activewear, outerwear, knitwear, sleepwear, footwear, headwear, software, stationery,
  pet food, dog food, cat food, soap, hand soap, body lotion, body wash, hair oil, artwork, wall art, home decor, lighting, incense, tobacco-free snus, firewood, soil
`

/** Sets: the whole is one thing, whatever it is made of. */
const SETS = `
  cookware set(s), knife set(s), dinnerware set(s), bedding set(s), tea set(s), coffee set(s), towel set(s), tool set(s), gift set(s), chess set(s), sheet set(s), patio set(s), dining set(s),
  bathroom set(s), jewelry set(s), pajama set(s), train set(s), brush set(s), lego set(s), playset(s)
`

/** Category names that join two things, or say something other than their last word. */
const CATEGORIES: Readonly<Record<string, string>> = {
  'shirts & tops': 'top',
  't-shirts & tops': 'top',
  'tops & t-shirts': 'top',
  'tops & tees': 'top',
  'coats & jackets': 'jacket',
  'jackets & coats': 'jacket',
  'sweaters & cardigans': 'sweater',
  'hoodies & sweatshirts': 'sweatshirt',
  'sweatshirts & hoodies': 'sweatshirt',
  'trousers & jeans': 'trousers',
  'jeans & trousers': 'trousers',
  'pants & jeans': 'pants',
  'dresses & skirts': 'dress',
  'scarves & shawls': 'scarf',
  'hats & caps': 'hat',
  'caps & hats': 'hat',
  'gloves & mittens': 'gloves',
  'necklaces & pendants': 'necklace',
  'bracelets & bangles': 'bracelet',
  'earrings & studs': 'earrings',
  'sofas & couches': 'sofa',
  'couches & sofas': 'couch',
  'rugs & carpets': 'rug',
  'perfume & cologne': 'fragrance',
  'perfumes & fragrances': 'fragrance',
  'curtains & drapes': 'curtains',
  'mugs & cups': 'mug',
  'cups & mugs': 'mug',
  'bags & backpacks': 'bag',
  'backpacks & bags': 'bag',
  'handbags & purses': 'handbag',
  'swimsuits & bikinis': 'swimsuit',
  'tea & infusions': 'tea',
  'cooking & baking ingredients': '',
  accessories: '',
}

/** Google category numbers that shops send without the name. Read off the published taxonomy's stable numbers. */
const GOOGLE_CATEGORIES: Readonly<Record<string, string>> = {
  '100': 'backpack',
  '169': 'belt',
  '173': 'hat',
  '178': 'sunglasses',
  '187': 'shoes',
  '188': 'jewelry',
  '191': 'bracelet',
  '194': 'earrings',
  '196': 'necklace',
  '200': 'ring',
  '201': 'watch',
  '204': 'pants',
  '207': 'shorts',
  '209': 'socks',
  '212': 'top',
  '443': 'chair',
  '460': 'sofa',
  '524': 'glasses',
  '1581': 'skirt',
  '1868': 'coffee',
  '2169': 'mug',
  '2271': 'dress',
  '3032': 'handbag',
}

const TRAILING = `
  black white grey gray silver gold golden red blue navy green olive yellow orange pink purple violet brown beige cream ivory tan khaki charcoal burgundy
  teal turquoise aqua mint coral rose tortoise clear natural multi multicolor transparent indigo maroon mustard sand stone camel cognac chalk ecru nude
  xs s m l xl xxl xxxl small medium large regular slim one size os mens womens men women men's women's unisex kids boys girls new
  cm mm ml cl g kg oz lb lbs in inch inches ft pack pcs pieces piece set-of edition
`

const STOPS = 'for with in by from of on without and or w/ featuring made compatible to'

const nouns = new Map<string, Noun>()

function add(list: string, number: NumberClass): void {
  for (const entry of list.split(',')) {
    const text = entry.trim()
    if (text === '') continue
    const { one, many } = formsOf(text)
    const noun: Noun =
      number === 'count'
        ? { one, many, number }
        : number === 'pair'
          ? { one: many, many, number }
          : { one, many: one, number }
    nouns.set(one, noun)
    nouns.set(many, noun)
  }
}

/** `lamp(s)`, `knife/knives`, `=glasses` and plain `coffee`. */
function formsOf(text: string): { one: string; many: string } {
  const bare = text.replace(/^=/, '')
  const suffixed = /^(.+)\((\w+)\)$/.exec(bare)
  if (suffixed) return { one: suffixed[1]!, many: `${suffixed[1]}${suffixed[2]}` }
  const [one, many] = bare.split('/')
  return many ? { one: one!, many } : { one: bare, many: bare }
}

add(COUNT, 'count')
add(SETS, 'count')
add(MASS, 'mass')
// Last: where a form could be either, the plural is the safe reading.
add(PAIR, 'pair')

const categories = new Map<string, Noun>()
for (const [category, form] of [...Object.entries(CATEGORIES), ...Object.entries(GOOGLE_CATEGORIES)]) {
  const noun = nouns.get(form)
  if (noun) categories.set(category, noun)
}

const isPlural = (noun: Noun, quantity: number): boolean =>
  noun.number === 'pair' || (noun.number === 'count' && quantity > 1)

const nounText = (noun: Noun, quantity: number): string =>
  (isPlural(noun, quantity) ? noun.many : noun.one).replaceAll(' ', '\u00a0')

export const english: Language = {
  id: 'en',
  nouns,
  categories,
  trailing: new Set(TRAILING.split(/\s+/)),
  stops: new Set(STOPS.split(' ')),

  sentence(moment, about) {
    if (!about) return NEUTRAL[moment]
    const plural = isPlural(about.noun, about.quantity)
    const noun = `\u00a0${nounText(about.noun, about.quantity)}`
    const phrase = `${plural ? 'those' : 'that'}${noun}`
    const begin = `${plural ? 'Those' : 'That'}${noun}`
    switch (moment) {
      case 'viewed':
        // Held together, so that the second line is the product alone.
        return `Still thinking\u00a0about ${phrase}?`
      case 'carted':
        return `${begin} ${plural ? 'are' : 'is'} still in\u00a0your\u00a0cart.`
      case 'checkout':
        return `${begin} ${plural ? 'are' : 'is'} almost\u00a0yours.`
      case 'dropped':
        return `${begin} now ${plural ? 'cost' : 'costs'}\u00a0less.`
    }
  },
}

const NEUTRAL = {
  viewed: 'Still thinking it\u00a0over?',
  carted: 'Your cart is just as\u00a0you\u00a0left\u00a0it.',
  checkout: 'Pick up where you\u00a0left\u00a0off.',
  dropped: 'Now at a lower\u00a0price.',
} as const
