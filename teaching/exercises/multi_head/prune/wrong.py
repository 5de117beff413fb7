# %% bias_lost | points 0 | the bias of the output matrix is gone; it belongs to no head: keep it
def output_without_head(attention, x, head):
    query, key, value = attention.project(x, x, x)
    heads = attend(query, key, value)[0].clone()
    heads[:, head] = 0
    return attention._merge(heads) @ attention.w_output.weight.T


# %% counted_from_one | points 0 | another head is missing, the one before it; heads are counted from 0
import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    width = attention.d_model // attention.num_heads
    with torch.no_grad():
        pruned.w_output.weight[:, (head - 1) * width : head * width] = 0
    return pruned(x, x, x)[0]


# %% every_hth_column | points 0 | the columns are dealt out in turn here; a head's columns lie side by side, h K to (h + 1) K - 1
import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    with torch.no_grad():
        pruned.w_output.weight[:, head :: attention.num_heads] = 0
    return pruned(x, x, x)[0]


# %% in_place | points 2 | the module that was handed in has lost its head for good: work on a copy, made by copy.deepcopy (copy.copy shares the matrices)
def output_without_head(attention, x, head):
    width = attention.d_model // attention.num_heads
    with torch.no_grad():
        attention.w_output.weight[:, head * width : (head + 1) * width] = 0
    return attention(x, x, x)[0]


# %% nothing_missing | points 0 | nothing is missing from this output: all heads are in it
import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    return pruned(x, x, x)[0]


# %% one_column | points 0 | only one column of w_output.weight is 0; a head has K of them, from h K on
import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    with torch.no_grad():
        pruned.w_output.weight[:, head] = 0
    return pruned(x, x, x)[0]


# %% only_this_head | points 0 | only this head is left, and the bias; asked for are all heads but this one
import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    width = attention.d_model // attention.num_heads
    matrix = pruned.w_output.weight
    with torch.no_grad():
        matrix[:, : head * width] = 0
        matrix[:, (head + 1) * width :] = 0
    return pruned(x, x, x)[0]


# %% output_entries_zeroed | points 0 | you zeroed entries of the output; behind the output matrix every entry holds something of all heads
def output_without_head(attention, x, head):
    width = attention.d_model // attention.num_heads
    output = attention(x, x, x)[0].clone()
    output[..., head * width : (head + 1) * width] = 0
    return output


# %% queries_zeroed | points 0 | a head without a query is not off: it gives all words the same weight, and hands on their mean
import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    layer = pruned.w_query_key_value
    width = attention.d_model // attention.num_heads
    own = slice(head * width, (head + 1) * width)
    with torch.no_grad():
        layer.weight[own] = 0
        layer.bias[own] = 0
    return pruned(x, x, x)[0]


# %% rows_zeroed | points 0 | you zeroed rows of w_output.weight, which are entries of the output; what a head hands on goes through columns
import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    width = attention.d_model // attention.num_heads
    with torch.no_grad():
        pruned.w_output.weight[head * width : (head + 1) * width] = 0
    return pruned(x, x, x)[0]


# %% the_heads_part | points 0 | this is the part of the head itself; asked for is all the rest
import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    width = attention.d_model // attention.num_heads
    matrix = pruned.w_output.weight
    with torch.no_grad():
        matrix[:, : head * width] = 0
        matrix[:, (head + 1) * width :] = 0
        pruned.w_output.bias.zero_()
    return pruned(x, x, x)[0]


# %% value_bias_left | points 0 | the matrix of the head's values is 0, but their bias is still there, and is handed on
import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    width = attention.d_model // attention.num_heads
    first = 2 * attention.d_model + head * width
    with torch.no_grad():
        pruned.w_query_key_value.weight[first : first + width] = 0
    return pruned(x, x, x)[0]


# %% with_the_weights | points 0 | this is the pair that the module gives, output and weights; return the output alone
import copy


def output_without_head(attention, x, head):
    pruned = copy.deepcopy(attention)
    width = attention.d_model // attention.num_heads
    with torch.no_grad():
        pruned.w_output.weight[:, head * width : (head + 1) * width] = 0
    return pruned(x, x, x)
