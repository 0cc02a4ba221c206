// PPB_Var 1.0 to 1.2, PPB_VarArray, PPB_VarDictionary and PPB_VarArrayBuffer.
#include "conformance.h"
#include "ppapi/c/ppb_image_data.h"
#include "ppapi/c/ppb_var_array_buffer.h"
#include "ppapi/c/ppb_var_dictionary.h"

static const PPB_Var *vars;
static const PPB_VarArray *arrays;
static const PPB_VarDictionary *dictionaries;

static struct PP_Var text(const char *utf8) { return vars->VarFromUtf8(utf8, strlen(utf8)); }

/* A reference to something that does not exist. */
static struct PP_Var nobody(PP_VarType type) {
  struct PP_Var var = PP_MakeInt32(0);
  var.type = type;
  var.value.as_id = 0x7fedcba987654321;
  return var;
}

static int same_object(struct PP_Var one, struct PP_Var other) {
  return one.type == other.type && one.value.as_id == other.value.as_id;
}

static void strings(struct PP_Var made, uint32_t length, const char *utf8) {
  uint32_t found = 77;
  const char *copy = vars->VarToUtf8(made, &found);
  CHECK(made.type == PP_VARTYPE_STRING);
  CHECK(found == length && copy && !memcmp(copy, utf8, length));
}

static void var_1_2(void) {
  vars = begin(PPB_VAR_INTERFACE_1_2);
  strings(vars->VarFromUtf8("salt", 4), 4, "salt");
  strings(vars->VarFromUtf8("salt", 2), 2, "sa");
  strings(vars->VarFromUtf8("a\0b", 3), 3, "a\0b");
  strings(vars->VarFromUtf8("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\xa7\x82", 15), 15,
          "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\xa7\x82");
  strings(vars->VarFromUtf8("", 0), 0, "");
  strings(vars->VarFromUtf8(0, 0), 0, "");
  /* What is no UTF-8 becomes no string. */
  CHECK(vars->VarFromUtf8("\xff", 1).type == PP_VARTYPE_NULL);
  CHECK(vars->VarFromUtf8("\xc3", 1).type == PP_VARTYPE_NULL);
  CHECK(vars->VarFromUtf8("\xed\xa0\x80", 3).type == PP_VARTYPE_NULL);

  uint32_t length = 77;
  CHECK(!vars->VarToUtf8(PP_MakeInt32(5), &length) && length == 0);
  length = 77;
  CHECK(!vars->VarToUtf8(PP_MakeUndefined(), &length) && length == 0);
  length = 77;
  CHECK(!vars->VarToUtf8(nobody(PP_VARTYPE_STRING), &length) && length == 0);

  struct PP_Var counted = text("counted");
  const char *at = vars->VarToUtf8(counted, &length);
  vars->AddRef(counted);
  vars->Release(counted);
  CHECK(vars->VarToUtf8(counted, &length) == at && length == 7);
  vars->Release(counted);
  length = 77;
  CHECK(!vars->VarToUtf8(counted, &length) && length == 0);
  vars->Release(counted);
  vars->AddRef(counted);
  CHECK(!vars->VarToUtf8(counted, &length));
  vars->AddRef(PP_MakeInt32(1));
  vars->AddRef(PP_MakeUndefined());
  struct PP_Var measured = text("measured");
  CHECK(!vars->VarToUtf8(measured, 0)); /* which could not be told how long it is */
  vars->Release(measured);
  vars->Release(PP_MakeNull());
  vars->AddRef(nobody(PP_VARTYPE_DICTIONARY));
  vars->Release(nobody(PP_VARTYPE_ARRAY));

  const PPB_ImageData *images = get_interface(PPB_IMAGEDATA_INTERFACE_1_0);
  struct PP_Size size = {4, 4};
  PP_Resource image = images->Create(instance, images->GetNativeImageDataFormat(), &size, PP_TRUE);
  struct PP_Var held = vars->VarFromResource(image);
  CHECK(held.type == PP_VARTYPE_RESOURCE);
  CHECK(vars->VarToResource(held) == image);
  CHECK(vars->VarFromResource(0).type == PP_VARTYPE_NULL);
  CHECK(vars->VarFromResource(image + 1000).type == PP_VARTYPE_NULL);
  CHECK(vars->VarToResource(PP_MakeInt32(image)) == 0);
  CHECK(vars->VarToResource(PP_MakeUndefined()) == 0);
  CHECK(vars->VarToResource(nobody(PP_VARTYPE_RESOURCE)) == 0);
  vars->Release(held);
}

static void var_1_1(void) {
  const struct PPB_Var_1_1 *old = begin(PPB_VAR_INTERFACE_1_1);
  uint32_t length = 0;
  struct PP_Var made = old->VarFromUtf8("older", 5);
  CHECK(made.type == PP_VARTYPE_STRING);
  CHECK(!memcmp(old->VarToUtf8(made, &length), "older", 5) && length == 5);
  old->AddRef(made);
  old->Release(made);
  CHECK(!old->VarToUtf8(made, 0));
  CHECK(old->VarToUtf8(made, &length) && length == 5);
  old->Release(made);
  CHECK(!old->VarToUtf8(made, &length) && length == 0);
  old->AddRef(made); /* does not bring it back */
  CHECK(!old->VarToUtf8(made, &length));
  old->AddRef(PP_MakeInt32(1));
  old->AddRef(PP_MakeUndefined());
  CHECK(!old->VarToUtf8(PP_MakeUndefined(), &length));
  old->Release(PP_MakeNull());
  old->Release(nobody(PP_VARTYPE_STRING));
  CHECK(old->VarFromUtf8("\x80", 1).type == PP_VARTYPE_NULL);
  CHECK(old->VarFromUtf8(0, 0).type == PP_VARTYPE_STRING);
}

static void var_1_0(void) {
  const struct PPB_Var_1_0 *old = begin(PPB_VAR_INTERFACE_1_0);
  uint32_t length = 0;
  struct PP_Var made = old->VarFromUtf8(module, "oldest", 6);
  CHECK(made.type == PP_VARTYPE_STRING);
  CHECK(!memcmp(old->VarToUtf8(made, &length), "oldest", 6) && length == 6);
  old->AddRef(made);
  old->Release(made);
  CHECK(!old->VarToUtf8(made, 0));
  CHECK(old->VarToUtf8(made, &length) && length == 6);
  old->Release(made);
  CHECK(!old->VarToUtf8(made, &length) && length == 0);
  old->AddRef(made); /* does not bring it back */
  CHECK(!old->VarToUtf8(made, &length));
  old->AddRef(PP_MakeInt32(1));
  old->AddRef(PP_MakeUndefined());
  CHECK(!old->VarToUtf8(PP_MakeUndefined(), &length));
  old->Release(PP_MakeNull());
  old->Release(nobody(PP_VARTYPE_STRING));
  CHECK(old->VarFromUtf8(module, "\x80", 1).type == PP_VARTYPE_NULL);
  CHECK(old->VarFromUtf8(module, 0, 0).type == PP_VARTYPE_STRING);
}

static void array_1_0(void) {
  arrays = begin(PPB_VAR_ARRAY_INTERFACE_1_0);
  struct PP_Var array = arrays->Create(), word = text("word");
  CHECK(array.type == PP_VARTYPE_ARRAY);
  CHECK(arrays->GetLength(array) == 0);
  CHECK(arrays->Get(array, 0).type == PP_VARTYPE_UNDEFINED);
  CHECK(arrays->Set(array, 2, word));
  CHECK(arrays->GetLength(array) == 3);
  CHECK(arrays->Get(array, 0).type == PP_VARTYPE_UNDEFINED);
  struct PP_Var got = arrays->Get(array, 2);
  CHECK(same_object(got, word));
  vars->Release(got);
  vars->Release(word);
  CHECK(same_text(word, "word")); /* the array's own reference */
  CHECK(arrays->Set(array, 2, PP_MakeDouble(1.5)));
  CHECK(!same_text(word, "word"));
  CHECK(arrays->Get(array, 2).value.as_double == 1.5);
  CHECK(arrays->SetLength(array, 1));
  CHECK(arrays->GetLength(array) == 1);
  CHECK(arrays->Get(array, 2).type == PP_VARTYPE_UNDEFINED);
  CHECK(arrays->SetLength(array, 5));
  CHECK(arrays->GetLength(array) == 5);
  CHECK(!arrays->Set(array, 0, nobody(PP_VARTYPE_STRING)));
  CHECK(!arrays->SetLength(array, 0xffffffff));
  CHECK(!arrays->Set(array, 0xffffffff, PP_MakeNull()));
  CHECK(arrays->GetLength(array) == 5);
  CHECK(!arrays->Set(PP_MakeInt32(1), 0, PP_MakeNull()));
  CHECK(!arrays->Set(PP_MakeUndefined(), 0, PP_MakeNull()));
  CHECK(!arrays->SetLength(PP_MakeUndefined(), 1));
  CHECK(arrays->Get(PP_MakeNull(), 0).type == PP_VARTYPE_UNDEFINED);
  CHECK(arrays->GetLength(PP_MakeNull()) == 0);
  CHECK(arrays->Get(nobody(PP_VARTYPE_ARRAY), 0).type == PP_VARTYPE_UNDEFINED);
  CHECK(!arrays->SetLength(nobody(PP_VARTYPE_ARRAY), 1));
  vars->Release(array);
  CHECK(arrays->GetLength(array) == 0);
}

static void dictionary_1_0(void) {
  dictionaries = begin(PPB_VAR_DICTIONARY_INTERFACE_1_0);
  struct PP_Var dictionary = dictionaries->Create(), key = text("key"), same = text("key"), other = text("other");
  CHECK(dictionary.type == PP_VARTYPE_DICTIONARY);
  CHECK(!dictionaries->HasKey(dictionary, key));
  CHECK(dictionaries->Get(dictionary, key).type == PP_VARTYPE_UNDEFINED);
  CHECK(dictionaries->Set(dictionary, key, PP_MakeInt32(7)));
  CHECK(dictionaries->HasKey(dictionary, same));
  CHECK(dictionaries->Get(dictionary, same).value.as_int == 7);
  CHECK(dictionaries->Set(dictionary, same, other));
  struct PP_Var got = dictionaries->Get(dictionary, key);
  CHECK(same_object(got, other));
  vars->Release(got);
  CHECK(dictionaries->Set(dictionary, other, PP_MakeUndefined()));
  struct PP_Var keys = dictionaries->GetKeys(dictionary);
  CHECK(keys.type == PP_VARTYPE_ARRAY && arrays->GetLength(keys) == 2);
  struct PP_Var first = arrays->Get(keys, 0), second = arrays->Get(keys, 1);
  CHECK(same_text(first, "key") != same_text(second, "key"));
  CHECK(same_text(first, "other") != same_text(second, "other"));
  dictionaries->Delete(dictionary, key);
  CHECK(!dictionaries->HasKey(dictionary, key));
  CHECK(arrays->GetLength(keys) == 2); /* a copy, as it was */
  dictionaries->Delete(dictionary, key);
  dictionaries->Delete(dictionary, PP_MakeInt32(1));
  dictionaries->Delete(dictionary, PP_MakeUndefined());
  dictionaries->Delete(PP_MakeUndefined(), key);
  CHECK(!dictionaries->Set(dictionary, PP_MakeUndefined(), PP_MakeNull()));
  CHECK(!dictionaries->HasKey(PP_MakeUndefined(), key));
  CHECK(!dictionaries->HasKey(dictionary, PP_MakeUndefined()));
  CHECK(dictionaries->GetKeys(PP_MakeUndefined()).type == PP_VARTYPE_NULL);
  dictionaries->Delete(nobody(PP_VARTYPE_DICTIONARY), key);
  CHECK(!dictionaries->Set(dictionary, PP_MakeInt32(1), PP_MakeNull()));
  CHECK(!dictionaries->Set(dictionary, key, nobody(PP_VARTYPE_ARRAY)));
  CHECK(!dictionaries->Set(PP_MakeNull(), key, PP_MakeNull()));
  CHECK(!dictionaries->HasKey(dictionary, PP_MakeInt32(1)));
  CHECK(!dictionaries->HasKey(keys, key));
  CHECK(dictionaries->Get(dictionary, PP_MakeNull()).type == PP_VARTYPE_UNDEFINED);
  CHECK(dictionaries->Get(PP_MakeNull(), key).type == PP_VARTYPE_UNDEFINED);
  CHECK(dictionaries->GetKeys(PP_MakeInt32(3)).type == PP_VARTYPE_NULL);
}

static void array_buffer_1_0(void) {
  const PPB_VarArrayBuffer *buffers = begin(PPB_VAR_ARRAY_BUFFER_INTERFACE_1_0);
  struct PP_Var buffer = buffers->Create(1000);
  uint32_t length = 77;
  CHECK(buffer.type == PP_VARTYPE_ARRAY_BUFFER);
  CHECK(buffers->ByteLength(buffer, &length) && length == 1000);
  unsigned char *bytes = buffers->Map(buffer);
  int zeros = 0;
  for (int i = 0; bytes && i < 1000; i++)
    zeros += bytes[i] == 0;
  CHECK(zeros == 1000);
  memset(bytes, 0x5a, 1000);
  buffers->Unmap(buffer);
  CHECK(((unsigned char *)buffers->Map(buffer))[999] == 0x5a);
  buffers->Unmap(buffer);
  struct PP_Var empty = buffers->Create(0);
  CHECK(empty.type == PP_VARTYPE_ARRAY_BUFFER);
  CHECK(buffers->ByteLength(empty, &length) && length == 0);
  CHECK(buffers->Create(0xffffffff).type == PP_VARTYPE_NULL);
  length = 77;
  CHECK(!buffers->ByteLength(PP_MakeInt32(1), &length));
  CHECK(!buffers->ByteLength(PP_MakeUndefined(), &length) && length == 77);
  CHECK(!buffers->ByteLength(buffer, 0));
  CHECK(!buffers->ByteLength(nobody(PP_VARTYPE_ARRAY_BUFFER), &length) && length == 77);
  CHECK(!buffers->Map(PP_MakeNull()));
  CHECK(!buffers->Map(nobody(PP_VARTYPE_ARRAY_BUFFER)));
  buffers->Unmap(PP_MakeNull());
  buffers->Unmap(nobody(PP_VARTYPE_ARRAY_BUFFER));
  vars->Release(buffer);
  CHECK(!buffers->Map(buffer));
}

static void run(void) {
  var_1_2();
  var_1_1();
  var_1_0();
  array_1_0();
  dictionary_1_0();
  array_buffer_1_0();
  finish();
}

const struct conformance conformance = {.run = run};
