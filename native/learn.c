#include "learn.h"

#include <string.h>

#include "call.h"
#include "guard.h"
#include "maps.h"

#define NAME_OF(name) name##_EXEMPLAR,
enum { EXEMPLARS(NAME_OF) EXEMPLAR_COUNT };
#define TEXT_OF(name) #name,
static const char *const names[] = {EXEMPLARS(TEXT_OF)};

typedef struct {
  Engine *engine;
  napi_value values[EXEMPLAR_COUNT];
  Word buffer_data;
  const char *problem;
} Lesson;

/* Read again each time: whatever allocates may move an object. */
#define EXEMPLAR(name) word_behind(lesson->values[name##_EXEMPLAR])
/** Every mismatch is a reason not to trust what is read: the first one is reported. */
#define EXPECT(condition, what)                                      \
  do {                                                               \
    if (!lesson->problem && !(condition)) lesson->problem = (what);  \
    if (lesson->problem) return;                                     \
  } while (0)

enum { NOT_FOUND = 0 };

static bool is_shown(const Lesson *lesson, int exemplar) { return is_pointer(word_behind(lesson->values[exemplar])); }

/** The offset of a word in an object of fixed size, or in the slots of an array; NOT_FOUND. */
static uint32_t find(Word object, Word wanted) {
  unsigned words = words_of(object);
  if (words == 0) words = 2 + (unsigned)(length_of(object) & 63);
  for (unsigned i = 1; i < words; i++)
    if (word_at(object, i * WORD) == wanted) return i * WORD;
  return NOT_FOUND;
}

static void set_type(Lesson *lesson, Word object, Kind kind) {
  uint16_t type = type_of(object);
  if (type < TYPE_COUNT) lesson->engine->by_type[type] = (uint8_t)kind;
}

/** How the collector goes through a body says how it is laid out: kinds nobody showed are known by it. The first lesson stands. */
static void set_visitor(Lesson *lesson, Word object, Kind kind) {
  uint8_t *known = &lesson->engine->by_visitor[visitor_of(object)];
  if (*known == UNKNOWN_KIND) *known = (uint8_t)kind;
}

static void set_slots(Lesson *lesson, Word object, Kind kind, uint32_t slots) {
  uint16_t type = type_of(object);
  if (type >= TYPE_COUNT) return;
  lesson->engine->by_type[type] = (uint8_t)kind;
  lesson->engine->slots[type] = slots;
}

static void set_table(Lesson *lesson, Word store, Table table) {
  uint16_t type = type_of(store);
  if (type < TYPE_COUNT) lesson->engine->tables[type] = (uint8_t)table;
}

static void set_owned(Lesson *lesson, Word object, uint8_t owned) {
  uint16_t type = type_of(object);
  if (type < TYPE_COUNT) lesson->engine->owned[type] = owned;
}

static void set_native_part(Lesson *lesson, Word object) {
  uint16_t type = type_of(object);
  if (type < TYPE_COUNT) lesson->engine->has_native_part[type / 8] |= (uint8_t)(1 << type % 8);
}

static uint32_t slot_at(uint32_t offset) { return offset == NOT_FOUND ? 0 : 1u << offset / WORD; }

static void learn_maps(Lesson *lesson) {
  Engine *engine = lesson->engine;
  Word object = EXEMPLAR(object), map = map_of(object), meta = map_of(map);
  EXPECT(map_of(meta) == meta && byte_at(meta, MAP_WORDS) == MAP_SIZE / WORD, "the map of a map's map is not itself");
  engine->map_type = short_at(meta, MAP_TYPE);
  EXPECT(words_of(object) == 7 && byte_at(map, MAP_FIELDS) == FIRST_SLOT / WORD, "{} is not three words and four fields");
  EXPECT(word_at(map, MAP_PROTOTYPE) == EXEMPLAR(objectPrototype), "a map does not refer to the prototype where expected");
  Word three = EXEMPLAR(three), three_map = map_of(three);
  EXPECT(own_descriptors(three_map) == 3 && !is_dictionary_map(three_map), "an object of three properties does not say so");
  EXPECT(is_dictionary_map(map_of(EXEMPLAR(dictionary))), "an object without prototype is no dictionary");
  Word descriptors = word_at(three_map, MAP_DESCRIPTORS);
  for (uint32_t at = FIRST_ELEMENT; at < 64 && !engine->descriptor_key; at += WORD)
    if (word_at(descriptors, at) == EXEMPLAR(threeKey)) engine->descriptor_key = at;
  EXPECT(engine->descriptor_key, "a map's descriptors do not hold the name of a property");
  uint64_t details = small_integer(word_at(descriptors, engine->descriptor_key + DESCRIPTOR_DETAILS));
  EXPECT(!(details & LOCATED_IN_DESCRIPTOR), "a field passes for a value in the map");
  set_type(lesson, map, STOPPED);
  set_visitor(lesson, map, STOPPED);
  set_type(lesson, descriptors, STOPPED);
}

/** What stands for a getter in a pair like the one given, where it is not a function. */
static void learn_template(Lesson *lesson, Word value, Word pair) {
  if (!is_pointer(value) || type_of(value) != type_of(pair)) return;
  Word getter = word_at(value, WORD);
  if (is_pointer(getter) && type_of(getter) < lesson->engine->first_receiver) set_type(lesson, getter, STOPPED);
}

static void learn_accessors(Lesson *lesson) {
  Engine *engine = lesson->engine;
  Word map = map_of(EXEMPLAR(accessor)), entry = word_at(map, MAP_DESCRIPTORS) + engine->descriptor_key;
  EXPECT(!is_dictionary_map(map) && own_descriptors(map) == 1, "a defined accessor makes a dictionary");
  EXPECT(small_integer(word_at(entry, DESCRIPTOR_DETAILS)) & LOCATED_IN_DESCRIPTOR, "an accessor is not in the map");
  Word pair = word_at(entry, DESCRIPTOR_VALUE);
  EXPECT(is_pointer(pair) && words_of(pair) == 3 && find(pair, EXEMPLAR(getter)), "an accessor's pair does not hold its getter");
  set_type(lesson, pair, TAGGED);
  /* the engine's own accessors, as the length of an array, are made in C++ */
  Word array_map = map_of(EXEMPLAR(elements));
  Word info = word_at(word_at(array_map, MAP_DESCRIPTORS), engine->descriptor_key + DESCRIPTOR_VALUE);
  EXPECT(is_pointer(info), "the length of an array has no accessor");
  set_type(lesson, info, STOPPED);
  /* accessors of C++ classes are templates until they are asked for */
  Word native_prototype = word_at(map_of(EXEMPLAR(native)), MAP_PROTOTYPE);
  Word native_map = map_of(native_prototype);
  if (is_dictionary_map(native_map)) {
    Word store = word_at(native_prototype, PROPERTIES);
    for (uint64_t i = 0; i < length_of(store); i++) learn_template(lesson, word_at(store, FIRST_ELEMENT + i * WORD), pair);
  } else {
    Word at = word_at(native_map, MAP_DESCRIPTORS) + engine->descriptor_key;
    for (unsigned left = own_descriptors(native_map); left > 0; left--, at += DESCRIPTOR_SIZE)
      learn_template(lesson, word_at(at, DESCRIPTOR_VALUE), pair);
  }
}

static void learn_stores(Lesson *lesson) {
  Engine *engine = lesson->engine;
  Word array = EXEMPLAR(elements), store = word_at(array, ELEMENTS);
  EXPECT(length_of(store) == 2 && small_integer(word_at(array, FIRST_SLOT)) == 2, "an array of two has no store of two");
  engine->array_type = type_of(array);
  set_type(lesson, store, ARRAY);
  set_visitor(lesson, store, ARRAY);
  Word properties = word_at(EXEMPLAR(properties), PROPERTIES);
  EXPECT((length_of(properties) & PROPERTY_ARRAY_LENGTH_MASK) == 6, "ten added properties do not make a property array of six");
  set_type(lesson, properties, PROPERTY_ARRAY);
  set_visitor(lesson, properties, PROPERTY_ARRAY);
  Word doubles = word_at(EXEMPLAR(doubles), ELEMENTS);
  EXPECT(length_of(doubles) == 2 && word_at(doubles, FIRST_ELEMENT) == 0x3FF8000000000000ull, "an array of doubles does not hold them raw");
  set_type(lesson, doubles, DOUBLES);
  Word names = word_at(EXEMPLAR(dictionary), PROPERTIES), numbers = word_at(EXEMPLAR(sparse), ELEMENTS);
  EXPECT(visitor_of(names) == visitor_of(store) && visitor_of(numbers) == visitor_of(store), "dictionaries are no arrays");
  set_table(lesson, names, NAME_DICTIONARY);
  set_table(lesson, numbers, NUMBER_DICTIONARY);
  Word entries = word_at(EXEMPLAR(map), FIRST_SLOT), members = word_at(EXEMPLAR(set), FIRST_SLOT);
  EXPECT(visitor_of(entries) == visitor_of(store) && visitor_of(members) == visitor_of(store), "hash tables are no arrays");
  set_table(lesson, entries, ORDERED_MAP);
  set_table(lesson, members, ORDERED_SET);
  Word bytes = word_at(EXEMPLAR(smallView), ELEMENTS);
  EXPECT(length_of(bytes) == 8, "a small typed array does not hold its bytes");
  set_type(lesson, bytes, BYTES);
  Word weak = word_at(EXEMPLAR(weakMap), FIRST_SLOT);
  EXPECT(is_pointer(weak), "a WeakMap has no table");
  set_type(lesson, weak, WEAK_TABLE);
  set_visitor(lesson, weak, WEAK_TABLE);
  Word large = word_at(EXEMPLAR(large), ELEMENTS);
  engine->page_header = (uint32_t)((large & PAGE_MASK) - 1);
  EXPECT(engine->page_header < 0x2000, "a large object does not begin at the head of a page");
  Word mapped = word_at(EXEMPLAR(sloppyArguments), ELEMENTS);
  EXPECT(visitor_of(mapped) != visitor_of(store), "shared arguments are an ordinary array");
  set_type(lesson, mapped, SLOPPY_ARGUMENTS);
}

static void learn_primitives(Lesson *lesson) {
  Word number = EXEMPLAR(number);
  EXPECT(words_of(number) == 2 && word_at(number, WORD) == 0x3FF8000000000000ull, "a number is not boxed as expected");
  lesson->engine->number_type = type_of(number);
  set_type(lesson, number, DATA);
  set_visitor(lesson, number, DATA);
  Word bigint = EXEMPLAR(bigint);
  EXPECT(bigint_digits(bigint) == 1, "a bigint of one digit does not say so");
  set_type(lesson, bigint, BIGINT);
  Word symbol = EXEMPLAR(symbol);
  lesson->engine->symbol_description = find(symbol, EXEMPLAR(description));
  EXPECT(lesson->engine->symbol_description, "a symbol does not hold its description");
  EXPECT(type_of(symbol) == SYMBOL_TYPE, "symbols are not of the type after strings");
  set_type(lesson, symbol, SYMBOL);
  set_visitor(lesson, symbol, SYMBOL);
  Word text = EXEMPLAR(description);
  EXPECT(type_of(text) < FIRST_NONSTRING_TYPE && half_at(text, STRING_LENGTH) == 24, "a string does not say its length");
  const int oddballs[] = {undefined_EXEMPLAR, null_EXEMPLAR, boolean_EXEMPLAR};
  for (size_t i = 0; i < sizeof oddballs / sizeof *oddballs; i++) {
    set_type(lesson, word_behind(lesson->values[oddballs[i]]), STOPPED);
    set_visitor(lesson, word_behind(lesson->values[oddballs[i]]), STOPPED);
  }
  set_type(lesson, word_at(word_at(EXEMPLAR(holes), ELEMENTS), FIRST_ELEMENT), STOPPED);
  /* a handle to something of another library, as ICU's */
  if (is_shown(lesson, foreign_EXEMPLAR)) {
    Word handle = word_at(EXEMPLAR(foreign), FIRST_SLOT);
    if (is_pointer(handle) && words_of(handle) == 2) {
      set_type(lesson, handle, DATA);
      set_visitor(lesson, handle, DATA);
      lesson->engine->handle_type = type_of(handle);
    }
  }
}

/** Small numbers and addresses of aligned memory never look like pointers into the heap: what does, is one. */
static bool looks_like_object(Word word) { return is_pointer(word) && word >> 32 != 0; }

static void learn_functions(Lesson *lesson) {
  Engine *engine = lesson->engine;
  Word closure = EXEMPLAR(closure), builtin = EXEMPLAR(builtin);
  unsigned fields = byte_at(map_of(closure), MAP_FIELDS);
  for (unsigned i = FIRST_SLOT / WORD; i < fields && !engine->function_context; i++) {
    Word slot = word_at(closure, i * WORD);
    if (is_pointer(slot) && words_of(slot) == 0 && length_of(slot) < 8 && find(slot, EXEMPLAR(captured))) engine->function_context = i * WORD;
  }
  EXPECT(engine->function_context, "a closure does not lead to what it captured");
  set_type(lesson, closure, FUNCTION);
  set_visitor(lesson, closure, FUNCTION);
  Word context = word_at(closure, engine->function_context), realm = word_at(builtin, engine->function_context);
  uint16_t of_function = type_of(context), of_realm = type_of(realm);
  Word outer = word_at(context, FIRST_ELEMENT + OUTER_SCOPE * WORD);
  EXPECT(is_pointer(outer) && visitor_of(outer) == visitor_of(context), "a scope does not refer to the one around it");
  EXPECT(of_function != of_realm, "a closure's context is its realm");
  set_type(lesson, context, CONTEXT);
  set_visitor(lesson, context, CONTEXT);
  /* from V8 14 on a number that is written lies in a cell of its variable: the value, code that relies on it, the kind of number, the number */
  Word written = word_at(EXEMPLAR(writer), engine->function_context);
  for (uint64_t i = 0; i < length_of(written) && i < 8; i++) {
    Word cell = word_at(written, FIRST_ELEMENT + i * WORD);
    if (is_pointer(cell) && words_of(cell) == 5 && kind_of(engine, cell) == UNKNOWN_KIND) set_slots(lesson, cell, SLOTTED, slot_at(WORD));
  }
  /* what a context says of its variables is code */
  set_type(lesson, word_at(context, FIRST_ELEMENT), STOPPED);
  set_type(lesson, realm, STOPPED);
  set_visitor(lesson, realm, STOPPED);
  /* V8 numbers types of one family by their names: function, module, native, script */
  EXPECT(of_realm == of_function + 2, "the types of contexts are not in order");
  engine->script_context_type = of_realm + 1;
  /* a module's variables are what a script's are; its context refers to the module's record */
  engine->module_context_type = of_realm - 1;
  for (unsigned i = FIRST_SLOT / WORD; i < fields; i++) {
    Word slot = word_at(closure, i * WORD);
    if (i * WORD == engine->function_context || !is_pointer(slot)) continue;
    set_type(lesson, slot, STOPPED);
    set_visitor(lesson, slot, STOPPED);
  }
  /* what a function shares with its like refers to the script, which is code: the only fixed part of it that is large */
  const unsigned last = engine->counts_external_strings ? 5 : 4; /* the words after are raw up to V8 12 */
  for (unsigned i = FIRST_SLOT / WORD; i < fields; i++) {
    Word shared = word_at(closure, i * WORD);
    if (i * WORD == engine->function_context || !is_pointer(shared)) continue;
    for (unsigned j = 3; j <= last && j < words_of(shared); j++) {
      Word script = word_at(shared, j * WORD);
      if (looks_like_object(script) && type_of(script) < engine->first_receiver && !engine->by_type[type_of(script)] && words_of(script) > 8)
        set_type(lesson, script, STOPPED);
    }
  }
  /* where a class stands in its script is a property of it */
  Word class_function = EXEMPLAR(classFunction), properties = word_at(class_function, PROPERTIES);
  Word reaction = NOT_FOUND;
  Word pending = EXEMPLAR(pending);
  if (is_pointer(word_at(pending, FIRST_SLOT))) reaction = word_at(pending, FIRST_SLOT);
  EXPECT(reaction && words_of(reaction) >= 5, "a pending promise has no reaction");
  set_type(lesson, reaction, TAGGED);
  set_visitor(lesson, reaction, TAGGED);
  if (is_pointer(properties) && kind_of(engine, properties) == PROPERTY_ARRAY) {
    uint64_t length = length_of(properties) & PROPERTY_ARRAY_LENGTH_MASK;
    for (uint64_t i = 0; i < length; i++) {
      Word value = word_at(properties, FIRST_ELEMENT + i * WORD);
      if (is_pointer(value) && visitor_of(value) == visitor_of(reaction)) set_type(lesson, value, STOPPED);
    }
  }
  for (unsigned i = byte_at(map_of(class_function), MAP_FIELDS); i < words_of(class_function); i++) {
    Word value = word_at(class_function, i * WORD);
    if (is_pointer(value) && visitor_of(value) == visitor_of(reaction)) set_type(lesson, value, STOPPED);
  }
  Word global = EXEMPLAR(global);
  set_type(lesson, global, STOPPED);
  Word behind = word_at(map_of(global), MAP_PROTOTYPE);
  if (is_pointer(behind)) set_type(lesson, behind, STOPPED);
}

static void learn_receivers(Lesson *lesson) {
  Engine *engine = lesson->engine;
  Word object = EXEMPLAR(object);
  set_visitor(lesson, object, TAGGED);
  set_type(lesson, object, TAGGED);
  Word native = EXEMPLAR(native);
  engine->api_visitor = visitor_of(native);
  EXPECT(engine->api_visitor != visitor_of(object), "an object of C++ is an ordinary one");
  set_visitor(lesson, native, TAGGED);
  Word proxy = EXEMPLAR(proxy);
  uint32_t target = find(proxy, EXEMPLAR(proxyTarget)), handler = find(proxy, EXEMPLAR(proxyHandler));
  EXPECT(target && handler, "a Proxy does not hold its target and handler");
  engine->first_receiver = type_of(proxy) + 1;
  EXPECT(type_of(object) >= engine->first_receiver && type_of(EXEMPLAR(number)) < engine->first_receiver, "a Proxy is not the first receiver");
  set_slots(lesson, proxy, SLOTTED, slot_at(target) | slot_at(handler));
  set_slots(lesson, EXEMPLAR(weakMap), RECEIVER, slot_at(FIRST_SLOT));
  set_slots(lesson, EXEMPLAR(weakSet), RECEIVER, slot_at(FIRST_SLOT));
  Word reference = EXEMPLAR(weakRef);
  EXPECT(word_at(reference, FIRST_SLOT) == EXEMPLAR(weakTarget), "a WeakRef does not hold its target");
  set_slots(lesson, reference, RECEIVER, 0);
  if (visitor_of(EXEMPLAR(date)) != visitor_of(object)) set_slots(lesson, EXEMPLAR(date), RECEIVER, 0);
  set_owned(lesson, EXEMPLAR(map), OWNS_TABLE);
  set_owned(lesson, EXEMPLAR(set), OWNS_TABLE);
  set_owned(lesson, EXEMPLAR(weakMap), OWNS_TABLE);
  set_owned(lesson, EXEMPLAR(weakSet), OWNS_TABLE);
  set_owned(lesson, EXEMPLAR(elements), OWNS_BOX);
  set_owned(lesson, EXEMPLAR(date), OWNS_BOX);
  Word regexp = EXEMPLAR(regexp);
  uint32_t source = find(regexp, EXEMPLAR(regexpSource));
  EXPECT(source, "a regular expression does not hold its source");
  engine->regexp_type = type_of(regexp);
  set_slots(lesson, regexp, RECEIVER, slot_at(source));
}

/** A frame refers to code in several forms, of which none is the value's. */
static void learn_code(Lesson *lesson, Word word) {
  if (!is_pointer(word) || kind_of(lesson->engine, word) != UNKNOWN_KIND) return;
  set_type(lesson, word, STOPPED);
  set_visitor(lesson, word, STOPPED);
}

/** An error holds the frames of its stack until somebody reads it. Where it holds none, code in errors stays unknown. */
static void learn_frames(Lesson *lesson) {
  Word error = EXEMPLAR(frames), thrower = EXEMPLAR(thrower);
  for (unsigned i = FIRST_SLOT / WORD; i < words_of(error); i++) {
    Word stack = word_at(error, i * WORD);
    if (!is_pointer(stack) || kind_of(lesson->engine, stack) != ARRAY) continue;
    for (uint64_t j = 0; j < length_of(stack); j++) {
      Word frame = word_at(stack, FIRST_ELEMENT + j * WORD);
      if (!is_pointer(frame) || type_of(frame) >= lesson->engine->first_receiver) continue;
      bool is_frame = j == 0 && words_of(frame) > 3 && find(frame, thrower);
      if (is_frame) {
        set_type(lesson, frame, TAGGED);
        set_visitor(lesson, frame, TAGGED);
      }
      if (kind_of(lesson->engine, frame) != TAGGED) learn_code(lesson, frame);
      else for (unsigned k = 1; k < words_of(frame); k++) learn_code(lesson, word_at(frame, k * WORD));
    }
  }
}

/** Receivers that the collector visits in a way of their own: their slots are those where an exemplar has pointers. */
static void learn_wasm(Lesson *lesson) {
  const int shown[] = {wasmMemory_EXEMPLAR, wasmGlobal_EXEMPLAR};
  for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
    if (!is_shown(lesson, shown[i])) continue;
    Word object = word_behind(lesson->values[shown[i]]);
    if (type_of(object) < lesson->engine->first_receiver || lesson->engine->by_visitor[visitor_of(object)]) continue;
    uint32_t slots = 0;
    for (uint32_t at = FIRST_SLOT; at < (uint32_t)byte_at(map_of(object), MAP_FIELDS) * WORD; at += WORD)
      if (looks_like_object(word_at(object, at))) slots |= slot_at(at);
    set_slots(lesson, object, RECEIVER, slots);
  }
  /* a module refers to its script, which is code: the only fixed part of it that is large */
  if (is_shown(lesson, wasmModule_EXEMPLAR)) {
    Word module = EXEMPLAR(wasmModule);
    for (unsigned i = FIRST_SLOT / WORD; i < words_of(module); i++) {
      Word part = word_at(module, i * WORD);
      if (looks_like_object(part) && type_of(part) < lesson->engine->first_receiver && words_of(part) > 8) set_type(lesson, part, STOPPED);
    }
  }
  if (!is_shown(lesson, wasmMemory_EXEMPLAR)) return;
  Word memory = EXEMPLAR(wasmMemory);
  for (uint32_t at = FIRST_SLOT; at < (uint32_t)byte_at(map_of(memory), MAP_FIELDS) * WORD; at += WORD) {
    Word buffer = word_at(memory, at);
    if (!looks_like_object(buffer) || kind_of(lesson->engine, buffer) != BUFFER) continue;
    lesson->engine->wasm_memory_type = type_of(memory);
    lesson->engine->wasm_memory_buffer = at;
    set_native_part(lesson, memory);
  }
  /* a memory lists its instances, weakly */
  for (unsigned i = FIRST_SLOT / WORD; i < words_of(memory); i++) {
    Word list = word_at(memory, i * WORD);
    if (looks_like_object(list) && words_of(list) == 0 && kind_of(lesson->engine, list) == UNKNOWN_KIND) set_type(lesson, list, WEAK_LIST);
  }
}

/** The key of a private field is a symbol, and says so beside what other symbols say. */
static void learn_private(Lesson *lesson) {
  Word map = map_of(EXEMPLAR(hidden)), key = word_at(word_at(map, MAP_DESCRIPTORS), lesson->engine->descriptor_key);
  EXPECT(!is_dictionary_map(map) && own_descriptors(map) == 1 && is_pointer(key) && type_of(key) == SYMBOL_TYPE, "a private field has no symbol");
  uint32_t flags = half_at(key, SYMBOL_FLAGS);
  EXPECT(flags && flags != half_at(EXEMPLAR(symbol), SYMBOL_FLAGS), "the symbol of a private field is like any other");
  lesson->engine->private_flags = flags;
}

/** Where keys are not found, they are looked for in a list. */
static void learn_keys(Lesson *lesson) {
  Engine *engine = lesson->engine;
  uint64_t count = 0;
  Word table = word_at(EXEMPLAR(keyed), FIRST_SLOT), keys = elements_of(engine, EXEMPLAR(keys), &count);
  EXPECT(is_pointer(table) && kind_of(engine, table) == WEAK_TABLE && count > 1, "a WeakMap with keys has no table");
  engine->empty_place = EXEMPLAR(undefined);
  bool is_found = !weak_table_has(engine, table, EXEMPLAR(objectPrototype));
  for (uint64_t i = 0; i < count; i++) is_found = is_found && weak_table_has(engine, table, word_at(keys, FIRST_ELEMENT + i * WORD));
  if (!is_found) engine->empty_place = 0;
}

static void learn_registry(Lesson *lesson) {
  Word registry = EXEMPLAR(registry);
  uint32_t callback = find(registry, EXEMPLAR(registryCallback));
  EXPECT(callback && callback + 3 * WORD < (uint32_t)words_of(registry) * WORD, "a FinalizationRegistry does not hold its callback");
  /* then: the registrations, those of objects that are gone, and a table of the tokens */
  Word cell = word_at(registry, callback + WORD);
  EXPECT(is_pointer(cell) && find(cell, EXEMPLAR(registryHolding)), "a registration does not hold its value");
  uint32_t target = find(cell, EXEMPLAR(weakTarget)), token = find(cell, EXEMPLAR(registryToken));
  EXPECT(target && token && words_of(cell) < 32, "a registration does not hold its target and token");
  uint32_t all = (1u << words_of(cell)) - 2;
  set_slots(lesson, cell, SLOTTED, all & ~slot_at(target) & ~slot_at(token));
  set_slots(lesson, registry, RECEIVER, slot_at(callback) | slot_at(callback + WORD) | slot_at(callback + 2 * WORD) | slot_at(callback + 3 * WORD));
}

static void learn_buffers(Lesson *lesson) {
  Engine *engine = lesson->engine;
  Word buffer = EXEMPLAR(buffer), resizable = EXEMPLAR(resizable);
  engine->buffer_length = find(resizable, RESIZABLE_LENGTH);
  engine->buffer_max_length = find(resizable, RESIZABLE_MAXIMUM);
  engine->buffer_store = find(buffer, lesson->buffer_data);
  EXPECT(engine->buffer_length && engine->buffer_max_length && engine->buffer_store, "an ArrayBuffer does not say its length and place");
  EXPECT(word_at(buffer, engine->buffer_length) == BUFFER_LENGTH, "an ArrayBuffer's length is not where a resizable one's is");
  uint32_t slots = 0;
  for (uint32_t at = FIRST_SLOT; at < (uint32_t)byte_at(map_of(buffer), MAP_FIELDS) * WORD; at += WORD)
    if (is_pointer(word_at(buffer, at)) && at != engine->buffer_length && at != engine->buffer_max_length && at != engine->buffer_store)
      slots |= slot_at(at);
  /* a key for detaching it, which most have not */
  if (is_shown(lesson, untransferable_EXEMPLAR)) {
    Word kept = EXEMPLAR(untransferable);
    for (uint32_t at = FIRST_SLOT; at < (uint32_t)byte_at(map_of(kept), MAP_FIELDS) * WORD; at += WORD) {
      if (looks_like_object(word_at(kept, at)) && at != engine->buffer_store) {
        slots |= slot_at(at);
        /* on V8 14 it is in a cell */
        Word key = word_at(kept, at);
        if (kind_of(engine, key) == UNKNOWN_KIND && words_of(key) == 2) set_type(lesson, key, TAGGED);
      }
    }
  }
  set_slots(lesson, buffer, BUFFER, slots);
  set_slots(lesson, EXEMPLAR(sharedBuffer), BUFFER, slots);
  set_slots(lesson, resizable, BUFFER, slots);
  Word view = EXEMPLAR(view), data_view = EXEMPLAR(dataView);
  engine->view_buffer = find(view, buffer);
  engine->view_offset = find(view, VIEW_OFFSET);
  engine->view_length = find(view, VIEW_LENGTH);
  EXPECT(engine->view_buffer && engine->view_offset && engine->view_length, "a view does not hold its buffer, offset and length");
  EXPECT(find(data_view, buffer) == engine->view_buffer && find(data_view, VIEW_LENGTH) == engine->view_length,
         "a DataView is not laid out as a typed array");
  const int views[] = {view_EXEMPLAR, dataView_EXEMPLAR, resizableView_EXEMPLAR, resizableDataView_EXEMPLAR};
  for (size_t i = 0; i < sizeof views / sizeof *views; i++) set_slots(lesson, word_behind(lesson->values[views[i]]), VIEW, 0);
}

static void learn_pages(Lesson *lesson) {
  Engine *engine = lesson->engine;
  Word read_only = EXEMPLAR(undefined) & ~PAGE_MASK, young = EXEMPLAR(object) & ~PAGE_MASK;
  Word old = EXEMPLAR(builtin) & ~PAGE_MASK, large = word_at(EXEMPLAR(large), ELEMENTS) & ~PAGE_MASK;
  /* up to V8 11 a chunk begins with its size */
  engine->page_flags = word_of_page(young, 0) == PAGE_SIZE ? WORD : 0;
  Word others = word_of_page(young, engine->page_flags) | word_of_page(old, engine->page_flags) | word_of_page(large, engine->page_flags);
  engine->read_only_flags = word_of_page(read_only, engine->page_flags) & ~others;
  EXPECT(engine->read_only_flags, "read-only pages are not marked");
  Word empty = word_at(EXEMPLAR(emptyArray), ELEMENTS) & ~PAGE_MASK, text = EXEMPLAR(emptyString) & ~PAGE_MASK;
  EXPECT((word_of_page(empty, engine->page_flags) & engine->read_only_flags) == engine->read_only_flags &&
             (word_of_page(text, engine->page_flags) & engine->read_only_flags) == engine->read_only_flags,
         "the engine's own constants are not on read-only pages");
}

static void teach(void *argument) {
  Lesson *lesson = argument;
  void (*const lessons[])(Lesson *) = {learn_maps, learn_receivers, learn_primitives, learn_stores, learn_accessors,
                                       learn_functions, learn_private, learn_keys, learn_frames, learn_registry, learn_buffers, learn_wasm,
                                       learn_pages};
  for (size_t i = 0; i < sizeof lessons / sizeof *lessons && !lesson->problem; i++) lessons[i](lesson);
}

const char *learn(napi_env env, napi_value exemplars, Engine *engine) {
  Lesson lesson = {.engine = engine};
  for (int i = 0; i < EXEMPLAR_COUNT; i++)
    if (napi_get_named_property(env, exemplars, names[i], &lesson.values[i]) != napi_ok) return "an exemplar is missing";
  void *data = NULL;
  size_t length = 0;
  if (napi_get_arraybuffer_info(env, lesson.values[buffer_EXEMPLAR], &data, &length) != napi_ok || length != BUFFER_LENGTH)
    return "the exemplary ArrayBuffer is none";
  lesson.buffer_data = (Word)(uintptr_t)data;
  int32_t version = 0;
  if (napi_get_value_int32(env, lesson.values[version_EXEMPLAR], &version) != napi_ok) return "no version was given";
  for (int i = 0; i < EXEMPLAR_COUNT; i++)
    if (i < version_EXEMPLAR && !is_shown(&lesson, i)) return "an exemplar is not an object of the heap";
  memset(engine, 0, sizeof *engine);
  engine->counts_external_strings = version >= 13;
  /* nothing allocates from here on */
  if (!guard_run(teach, &lesson)) lesson.problem = "a read of the heap touched memory that is not there";
  engine->learned = lesson.problem == NULL;
  return lesson.problem;
}
