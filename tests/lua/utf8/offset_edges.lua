print(utf8.offset("aé日z", 1))  --> 1
print(utf8.offset("aé日z", 2))  --> 2
print(utf8.offset("aé日z", 3))  --> 4
print(utf8.offset("aé日z", 4))  --> 7
print(utf8.offset("aé日z", 5))  --> 8
print(utf8.offset("aé日z", 6))  --> nil
print(utf8.offset("aé日z", 0))  --> 1
print(utf8.offset("aé日z", -1))  --> 7
print(utf8.offset("aé日z", -2))  --> 4
print(utf8.offset("aé日z", -4))  --> 1
print(utf8.offset("aé日z", -5))  --> nil
print(utf8.offset("aé日z", 0, 3))  --> 2
print(utf8.offset("aé日z", 0, 5))  --> 4
print(utf8.offset("aé日z", 1, 4))  --> 4
print(utf8.offset("aé日z", -1, 4))  --> 2
print(utf8.offset("aé日z", 2, 2))  --> 4
print(utf8.offset("", 1))  --> 1
print(utf8.offset("", 0))  --> 1
print(utf8.offset("", -1))  --> nil
print(utf8.offset("", 2))  --> nil
