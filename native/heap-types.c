#define _GNU_SOURCE /* RTLD_DEFAULT */
#include "heap-types.h"

#include <string.h>

#ifdef __linux__
#include <dlfcn.h>

/*
 * V8 tells debuggers its instance types and offsets by symbols that every Node exports (tools/gen-postmortem-metadata.py, v8_postmortem_support).
 * They hold on the binary that runs, whichever version it is.
 */
static bool symbol_value(const char *name, uint32_t *value) {
  const int *found = dlsym(RTLD_DEFAULT, name);
  if (!found || *found < 0) return false;
  *value = (uint32_t)*found;
  return true;
}

typedef struct {
  const char *symbol; /* after v8dbg_type_ */
  const char *name;   /* as a heap snapshot has it */
  SizeRule rule;
  NodeType node;
  Follow follow;
} TypeRow;

/* Node types and names: V8HeapExplorer::GetSystemEntryType and GetSystemEntryName. Those that no snapshot of ours needs apart are left out. */
static const TypeRow rows[] = {
    {"ByteArray__BYTE_ARRAY_TYPE", "", BY_BYTES, NODE_TYPE_ARRAY, FOLLOW_NONE},
    {"FixedArray__FIXED_ARRAY_TYPE", "", BY_LENGTH, NODE_TYPE_ARRAY, FOLLOW_ALL},
    {"FixedDoubleArray__FIXED_DOUBLE_ARRAY_TYPE", "", BY_LENGTH, NODE_TYPE_ARRAY, FOLLOW_NONE},
    {"HeapNumber__HEAP_NUMBER_TYPE", "heap number", BY_LENGTH, NODE_TYPE_NUMBER, FOLLOW_NONE},
    {"Symbol__SYMBOL_TYPE", "symbol", BY_LENGTH, NODE_TYPE_SYMBOL, FOLLOW_ALL},
    {"TrustedByteArray__TRUSTED_BYTE_ARRAY_TYPE", "system / TrustedByteArray", BY_BYTES, NODE_TYPE_CODE, FOLLOW_NONE},
    {"BytecodeArray__BYTECODE_ARRAY_TYPE", "system / BytecodeArray", BY_BYTECODES, NODE_TYPE_CODE, FOLLOW_HEAD},
    {"BytecodeWrapper__BYTECODE_WRAPPER_TYPE", "system / BytecodeWrapper", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"DescriptorArray__DESCRIPTOR_ARRAY_TYPE", "system / DescriptorArray", BY_DESCRIPTORS, NODE_TYPE_SHAPE, FOLLOW_ALL},
    {"StrongDescriptorArray__STRONG_DESCRIPTOR_ARRAY_TYPE", "system / StrongDescriptorArray", BY_DESCRIPTORS, NODE_TYPE_SHAPE, FOLLOW_ALL},
    {"FeedbackVector__FEEDBACK_VECTOR_TYPE", "system / FeedbackVector", BY_FEEDBACK, NODE_TYPE_CODE, FOLLOW_ALL},
    {"FeedbackCell__FEEDBACK_CELL_TYPE", "system / FeedbackCell", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"ClosureFeedbackCellArray__CLOSURE_FEEDBACK_CELL_ARRAY_TYPE", "system / ClosureFeedbackCellArray", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"PreparseData__PREPARSE_DATA_TYPE", "system / PreparseData", BY_PREPARSED, NODE_TYPE_CODE, FOLLOW_TAIL},
    {"ScopeInfo__SCOPE_INFO_TYPE", "system / ScopeInfo", BY_NEXT_MAP, NODE_TYPE_CODE, FOLLOW_ALL},
    {"WeakArrayList__WEAK_ARRAY_LIST_TYPE", "system / WeakArrayList", BY_CAPACITY, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"WeakFixedArray__WEAK_FIXED_ARRAY_TYPE", "system / WeakFixedArray", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"ArrayList__ARRAY_LIST_TYPE", "system / ArrayList", BY_CAPACITY, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"ObjectBoilerplateDescription__OBJECT_BOILERPLATE_DESCRIPTION_TYPE", "system / ObjectBoilerplateDescription", BY_LATER_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"ScriptContextTable__SCRIPT_CONTEXT_TABLE_TYPE", "system / ScriptContextTable", BY_LATER_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"PropertyArray__PROPERTY_ARRAY_TYPE", "system / PropertyArray", BY_PROPERTIES, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"InstructionStream__INSTRUCTION_STREAM_TYPE", "system / InstructionStream", BY_NEXT_MAP, NODE_TYPE_CODE, FOLLOW_ALL},
    {"Code__CODE_TYPE", "system / Code", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"CodeWrapper__CODE_WRAPPER_TYPE", "system / CodeWrapper", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"RegExpMatchInfo__REG_EXP_MATCH_INFO_TYPE", "system / RegExpMatchInfo", BY_NEXT_MAP, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"SwissNameDictionary__SWISS_NAME_DICTIONARY_TYPE", "system / SwissNameDictionary", BY_NEXT_MAP, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"WasmNull__WASM_NULL_TYPE", "system / WasmNull", BY_NEXT_MAP, NODE_TYPE_HIDDEN, FOLLOW_NONE},
    {"WasmArray__WASM_ARRAY_TYPE", "system / WasmArray", BY_NEXT_MAP, NODE_TYPE_OBJECT, FOLLOW_ALL},
    {"WasmStruct__WASM_STRUCT_TYPE", "system / WasmStruct", BY_NEXT_MAP, NODE_TYPE_OBJECT, FOLLOW_ALL},
    {"SmallOrderedHashMap__SMALL_ORDERED_HASH_MAP_TYPE", "system / SmallOrderedHashMap", BY_NEXT_MAP, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"SmallOrderedHashSet__SMALL_ORDERED_HASH_SET_TYPE", "system / SmallOrderedHashSet", BY_NEXT_MAP, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"SmallOrderedNameDictionary__SMALL_ORDERED_NAME_DICTIONARY_TYPE", "system / SmallOrderedNameDictionary", BY_NEXT_MAP, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"CoverageInfo__COVERAGE_INFO_TYPE", "system / CoverageInfo", BY_NEXT_MAP, NODE_TYPE_HIDDEN, FOLLOW_NONE},
    {"OnHeapBasicBlockProfilerData__ON_HEAP_BASIC_BLOCK_PROFILER_DATA_TYPE", "system / OnHeapBasicBlockProfilerData", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"SharedFunctionInfo__SHARED_FUNCTION_INFO_TYPE", "system / SharedFunctionInfo", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"Script__SCRIPT_TYPE", "system / Script", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"InterpreterData__INTERPRETER_DATA_TYPE", "system / InterpreterData", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"UncompiledDataWithPreparseData__UNCOMPILED_DATA_WITH_PREPARSE_DATA_TYPE", "system / UncompiledDataWithPreparseData", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"UncompiledDataWithoutPreparseData__UNCOMPILED_DATA_WITHOUT_PREPARSE_DATA_TYPE", "system / UncompiledDataWithoutPreparseData", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"ArrayBoilerplateDescription__ARRAY_BOILERPLATE_DESCRIPTION_TYPE", "system / ArrayBoilerplateDescription", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"AllocationSite__ALLOCATION_SITE_TYPE", "system / AllocationSite", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"TemplateObjectDescription__TEMPLATE_OBJECT_DESCRIPTION_TYPE", "system / TemplateObjectDescription", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"Map__MAP_TYPE", "system / Map", BY_LENGTH, NODE_TYPE_SHAPE, FOLLOW_ALL},
    {"EnumCache__ENUM_CACHE_TYPE", "system / EnumCache", BY_LENGTH, NODE_TYPE_SHAPE, FOLLOW_ALL},
    {"PropertyCell__PROPERTY_CELL_TYPE", "system / PropertyCell", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"PrototypeInfo__PROTOTYPE_INFO_TYPE", "system / PrototypeInfo", BY_LENGTH, NODE_TYPE_SHAPE, FOLLOW_ALL},
    {"AccessorInfo__ACCESSOR_INFO_TYPE", "system / AccessorInfo", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"AccessorPair__ACCESSOR_PAIR_TYPE", "system / AccessorPair", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"Cell__CELL_TYPE", "system / Cell", BY_LENGTH, NODE_TYPE_SHAPE, FOLLOW_ALL},
    {"Foreign__FOREIGN_TYPE", "system / Foreign", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_NONE},
    {"FunctionTemplateInfo__FUNCTION_TEMPLATE_INFO_TYPE", "system / FunctionTemplateInfo", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"ObjectTemplateInfo__OBJECT_TEMPLATE_INFO_TYPE", "system / ObjectTemplateInfo", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"FunctionTemplateRareData__FUNCTION_TEMPLATE_RARE_DATA_TYPE", "system / FunctionTemplateRareData", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"SourceTextModule__SOURCE_TEXT_MODULE_TYPE", "system / SourceTextModule", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"SyntheticModule__SYNTHETIC_MODULE_TYPE", "system / SyntheticModule", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"PromiseReaction__PROMISE_REACTION_TYPE", "system / PromiseReaction", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"CallSiteInfo__CALL_SITE_INFO_TYPE", "system / CallSiteInfo", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"ClassPositions__CLASS_POSITIONS_TYPE", "system / ClassPositions", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"ClassBoilerplate__CLASS_BOILERPLATE_TYPE", "system / ClassBoilerplate", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"RegExpDataWrapper__REG_EXP_DATA_WRAPPER_TYPE", "system / RegExpDataWrapper", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"IrRegExpData__IR_REG_EXP_DATA_TYPE", "system / IrRegExpData", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"AtomRegExpData__ATOM_REG_EXP_DATA_TYPE", "system / AtomRegExpData", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"DictionaryTemplateInfo__DICTIONARY_TEMPLATE_INFO_TYPE", "system / DictionaryTemplateInfo", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"InterceptorInfo__INTERCEPTOR_INFO_TYPE", "system / InterceptorInfo", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"SharedFunctionInfoWrapper__SHARED_FUNCTION_INFO_WRAPPER_TYPE", "system / SharedFunctionInfoWrapper", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"EmbedderDataArray__EMBEDDER_DATA_ARRAY_TYPE", "system / EmbedderDataArray", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"ProtectedFixedArray__PROTECTED_FIXED_ARRAY_TYPE", "system / ProtectedFixedArray", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"TrustedWeakFixedArray__TRUSTED_WEAK_FIXED_ARRAY_TYPE", "system / TrustedWeakFixedArray", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"ProtectedWeakFixedArray__PROTECTED_WEAK_FIXED_ARRAY_TYPE", "system / ProtectedWeakFixedArray", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"PromiseCapability__PROMISE_CAPABILITY_TYPE", "system / PromiseCapability", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"ErrorStackData__ERROR_STACK_DATA_TYPE", "system / ErrorStackData", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"StackFrameInfo__STACK_FRAME_INFO_TYPE", "system / StackFrameInfo", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"JSProxy__JS_PROXY_TYPE", "system / JSProxy", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"PromiseResolveThenableJobTask__PROMISE_RESOLVE_THENABLE_JOB_TASK_TYPE", "system / PromiseResolveThenableJobTask", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_ALL},
    {"RegExpBoilerplateDescription__REG_EXP_BOILERPLATE_DESCRIPTION_TYPE", "system / RegExpBoilerplateDescription", BY_LENGTH, NODE_TYPE_CODE, FOLLOW_ALL},
    {"WeakCell__WEAK_CELL_TYPE", "system / WeakCell", BY_LENGTH, NODE_TYPE_HIDDEN, FOLLOW_SLOTS},
};

static void set_rows(HeapTypes *types) {
  char name[160];
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const TypeRow *row = &rows[i];
    uint32_t type = 0;
    memcpy(name, "v8dbg_type_", 11);
    memcpy(name + 11, row->symbol, strlen(row->symbol) + 1);
    if (!symbol_value(name, &type) || type >= TYPE_COUNT) continue; /* not in this version */
    types->rules[type] = (uint8_t)row->rule;
    types->nodes[type] = (uint8_t)row->node;
    types->follows[type] = (uint8_t)row->follow;
    types->names[type] = *row->name ? row->name : NULL;
  }
}

static bool type_value(const char *name, uint16_t *type) {
  uint32_t value = 0;
  if (!symbol_value(name, &value) || value >= TYPE_COUNT) return false;
  *type = (uint16_t)value;
  return true;
}

/** The offset under one of several names: what a field is declared as differs between versions. */
static bool offset_value(uint32_t *offset, const char *const *names) {
  for (; *names; names++)
    if (symbol_value(*names, offset) && *offset >= WORD && *offset < 256 && *offset % WORD == 0) return true;
  return false;
}
#define OFFSET(field, ...) offset_value(&types->field, (const char *const[]){__VA_ARGS__, NULL})

/** Raw words at the head of two kinds of code: measured as the distance to the next map, the same for all objects of a version. */
static const struct {
  uint32_t version, bytecodes, feedback;
} heads[] = {{11, 54, 56}, {12, 64, 56}, {13, 64, 48}, {14, 64, 48}};

static void set_strings(HeapTypes *types) {
  for (uint32_t type = 0; type < FIRST_NONSTRING_TYPE; type++) {
    const uint32_t form = type & STRING_FORM_MASK;
    types->rules[type] = BY_STRING;
    types->nodes[type] = form == CONS ? NODE_TYPE_CONS : form == SLICED ? NODE_TYPE_SLICED : NODE_TYPE_STRING;
    types->follows[type] = form == CONS || form == SLICED ? FOLLOW_PAIR : form == THIN ? FOLLOW_ONE : FOLLOW_NONE;
  }
}

/** What learn.c knows by exemplars goes before what symbols say; kinds that it knows by their visitor, heap-space.c looks up for each map. */
static void set_learned(HeapTypes *types) {
  const Engine *engine = types->engine;
  for (uint32_t type = FIRST_NONSTRING_TYPE; type < TYPE_COUNT; type++) {
    switch ((Kind)engine->by_type[type]) {
      case BIGINT: types->rules[type] = BY_DIGITS, types->nodes[type] = NODE_TYPE_BIGINT, types->follows[type] = FOLLOW_NONE; break;
      case DOUBLES: types->rules[type] = BY_LENGTH, types->nodes[type] = NODE_TYPE_ARRAY, types->follows[type] = FOLLOW_NONE; break;
      case BYTES: types->rules[type] = BY_BYTES, types->nodes[type] = NODE_TYPE_ARRAY, types->follows[type] = FOLLOW_NONE; break;
      case PROPERTY_ARRAY: types->rules[type] = BY_PROPERTIES; break;
      case DATA: types->follows[type] = FOLLOW_NONE; break;
      default: break;
    }
  }
  types->nodes[engine->regexp_type] = NODE_TYPE_REGEXP;
}

const char *heap_types_learn(HeapTypes *types, const Engine *engine, uint32_t version) {
  memset(types, 0, sizeof *types);
  types->engine = engine;
  types->version = version;
  types->descriptor_head = engine->descriptor_key;
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    if (heads[i].version == version) types->bytecode_head = heads[i].bytecodes, types->feedback_head = heads[i].feedback;
  if (!types->feedback_head) return "the whole heap was never read on this version of V8";
  set_rows(types);
  set_strings(types);
  set_learned(types);
  uint16_t vector = 0;
  bool is_known = type_value("v8dbg_type_FeedbackVector__FEEDBACK_VECTOR_TYPE", &vector) &&
                  type_value("v8dbg_type_SharedFunctionInfo__SHARED_FUNCTION_INFO_TYPE", &types->shared_info) &&
                  type_value("v8dbg_type_ScopeInfo__SCOPE_INFO_TYPE", &types->scope_info) &&
                  type_value("v8dbg_type_InstructionStream__INSTRUCTION_STREAM_TYPE", &types->code_body) &&
                  type_value("v8dbg_type_FunctionTemplateInfo__FUNCTION_TEMPLATE_INFO_TYPE", &types->template_info) &&
                  type_value("v8dbg_type_Script__SCRIPT_TYPE", &types->script) && type_value("v8dbg_type_WeakCell__WEAK_CELL_TYPE", &types->weak_cell) &&
                  type_value("v8dbg_type_JSBoundFunction__JS_BOUND_FUNCTION_TYPE", &types->bound_function) &&
                  type_value("v8dbg_type_JSGlobalObject__JS_GLOBAL_OBJECT_TYPE", &types->global_object) &&
                  type_value("v8dbg_type_FeedbackCell__FEEDBACK_CELL_TYPE", &types->feedback_cell);
  uint16_t weak_reference = 0, weak_array = 0;
  is_known = is_known && type_value("v8dbg_type_JSWeakRef__JS_WEAK_REF_TYPE", &weak_reference) &&
             type_value("v8dbg_type_WeakFixedArray__WEAK_FIXED_ARRAY_TYPE", &weak_array) && type_value("v8dbg_type_BytecodeArray__BYTECODE_ARRAY_TYPE", &types->bytecodes) &&
             type_value("v8dbg_type_ArrayBoilerplateDescription__ARRAY_BOILERPLATE_DESCRIPTION_TYPE", &types->boilerplate) &&
             type_value("v8dbg_type_EnumCache__ENUM_CACHE_TYPE", &types->enum_cache) &&
             type_value("v8dbg_type_PropertyCell__PROPERTY_CELL_TYPE", &types->property_cell) && type_value("v8dbg_type_Code__CODE_TYPE", &types->code);
  if (!is_known) return "this Node does not export what V8 tells debuggers of its types (v8dbg_type_...)";
  bool is_placed = OFFSET(function_shared, "v8dbg_class_JSFunction__shared__SharedFunctionInfo") &&
                   OFFSET(shared_name, "v8dbg_class_SharedFunctionInfo__name_or_scope_info__Object", "v8dbg_class_SharedFunctionInfo__name_or_scope_info__Tagged_Object_",
                          "v8dbg_class_SharedFunctionInfo__name_or_scope_info__Tagged_NameOrScopeInfoT_") &&
                   OFFSET(shared_script, "v8dbg_class_SharedFunctionInfo__script_or_debug_info__HeapObject", "v8dbg_class_SharedFunctionInfo__raw_script__Tagged_Object_") &&
                   OFFSET(function_feedback, "v8dbg_class_JSFunction__raw_feedback_cell__FeedbackCell", "v8dbg_class_JSFunction__raw_feedback_cell__Tagged_FeedbackCell_") &&
                   OFFSET(script_name, "v8dbg_class_Script__name__Object") && OFFSET(script_source, "v8dbg_class_Script__source__Object") &&
                   OFFSET(script_line_ends, "v8dbg_class_Script__line_ends__Object") &&
                   symbol_value("v8dbg_scopeinfo_idx_ncontextlocals", &types->scope_locals) && symbol_value("v8dbg_scopeinfo_idx_first_vars", &types->scope_first);
  if (!is_placed || types->scope_locals > 8 || types->scope_first > 16) return "this Node does not export where V8 keeps names (v8dbg_class_...)";
  if (types->names[vector] == NULL || vector + 2 >= TYPE_COUNT) return "the types that V8 exports do not fit each other";
  /* V8 numbers types of one family by their names: FeedbackMetadata, FeedbackVector, Filler, FreeSpace. The self-check fails where that changes. */
  types->rules[vector - 1] = BY_FEEDBACK_SLOTS;
  types->follows[vector - 1] = FOLLOW_NONE;
  types->nodes[vector - 1] = NODE_TYPE_CODE;
  types->names[vector - 1] = "system / FeedbackMetadata";
  types->free_space = vector + 2;
  types->rules[types->free_space] = BY_FREE_SPACE;
  types->follows[types->free_space] = FOLLOW_NONE;
  types->realm = engine->script_context_type - 1;
  types->names[types->realm] = "system / NativeContext";
  types->rules[types->realm] = BY_REALM;
  types->follows[weak_reference] = FOLLOW_WEAK_TARGET;
  /* also: WeakFixedArray, TransitionArray */
  types->nodes[weak_array + 1] = NODE_TYPE_SHAPE;
  types->names[weak_array + 1] = "system / TransitionArray";
  static const struct {
    int from_script;
    const char *name;
  } contexts[] = {{0, "system / Context"}, {-2, "system / Context"}};
  for (size_t i = 0; i < sizeof contexts / sizeof *contexts; i++) {
    const int type = engine->script_context_type + contexts[i].from_script;
    types->nodes[type] = NODE_TYPE_OBJECT;
    types->names[type] = contexts[i].name;
  }
  types->nodes[types->bound_function] = NODE_TYPE_CLOSURE;
  types->ready = true;
  return NULL;
}

#else

const char *heap_types_learn(HeapTypes *types, const Engine *engine, uint32_t version) {
  memset(types, 0, sizeof *types);
  types->engine = engine;
  types->version = version;
  return "the whole heap is read on Linux alone";
}

#endif
