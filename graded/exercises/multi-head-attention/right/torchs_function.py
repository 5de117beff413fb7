import torch.nn.functional as F


def my_multi_head_attention(
    query, key, value, w_query, w_key, w_value, w_output, num_heads, mask=None
):
    B, T, D = query.shape
    S = key.shape[1]
    if mask is not None:
        mask = ~mask.expand(B, num_heads, T, S).flatten(0, 1)
    output, weights = F.multi_head_attention_forward(
        *(x.transpose(0, 1) for x in (query, key, value)),
        embed_dim_to_check=D,
        num_heads=num_heads,
        in_proj_weight=torch.cat([w_query.T, w_key.T, w_value.T]),
        in_proj_bias=None,
        bias_k=None,
        bias_v=None,
        add_zero_attn=False,
        dropout_p=0.0,
        out_proj_weight=w_output.T,
        out_proj_bias=None,
        attn_mask=mask,
        average_attn_weights=False,
    )
    return output.transpose(0, 1), weights
