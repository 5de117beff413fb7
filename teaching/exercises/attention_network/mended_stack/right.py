# %% appended
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.blocks = nn.ModuleList()
        for _ in range(num_blocks):
            self.blocks.append(AttentionBlock(d_model))

    def forward(self, x):
        for block in self.blocks:
            x, _ = block(x)
        return x


# %% registered_by_name
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.num_blocks = num_blocks
        for number in range(num_blocks):
            self.add_module(f"block{number}", AttentionBlock(d_model))

    def forward(self, x):
        for number in range(self.num_blocks):
            x = getattr(self, f"block{number}")(x)[0]
        return x


# %% generator
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.blocks = nn.ModuleList(
            AttentionBlock(d_model, d_model) for _ in range(num_blocks)
        )

    def forward(self, x):
        context = x
        for block in self.blocks:
            context = block(context, context, context)[0]
        return context


# %% recursive
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.first = AttentionBlock(d_model)
        self.rest = (
            MendedStack(d_model, num_blocks - 1) if num_blocks > 1 else None
        )

    def forward(self, x):
        x, _ = self.first(x)
        return x if self.rest is None else self.rest(x)


# %% inherits
class MendedStack(BuggyStack):
    def __init__(self, d_model, num_blocks):
        super().__init__(d_model, num_blocks)
        self.blocks = nn.ModuleList(
            map(AttentionBlock, [d_model] * num_blocks)
        )


# %% sequential
class Part(nn.Module):
    def __init__(self, d_model):
        super().__init__()
        self.block = AttentionBlock(d_model)

    def forward(self, x):
        return self.block(x)[0]


class MendedStack(nn.Sequential):
    def __init__(self, d_model, num_blocks):
        super().__init__(*[Part(d_model) for _ in range(num_blocks)])
