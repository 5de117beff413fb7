# %% right | appended
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


# %% right | registered_by_name
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


# %% right | generator
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


# %% right | recursive
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


# %% right | inherits
class MendedStack(BuggyStack):
    def __init__(self, d_model, num_blocks):
        super().__init__(d_model, num_blocks)
        self.blocks = nn.ModuleList(
            map(AttentionBlock, [d_model] * num_blocks)
        )


# %% right | sequential
class Part(nn.Module):
    def __init__(self, d_model):
        super().__init__()
        self.block = AttentionBlock(d_model)

    def forward(self, x):
        return self.block(x)[0]


class MendedStack(nn.Sequential):
    def __init__(self, d_model, num_blocks):
        super().__init__(*[Part(d_model) for _ in range(num_blocks)])


# %% wrong | not_mended | points 0 | there is still one block that is used several times; make a new one for each place
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.blocks = nn.ModuleList([AttentionBlock(d_model)] * num_blocks)

    def forward(self, x):
        for block in self.blocks:
            x, _ = block(x)
        return x


# %% wrong | copies | points 3 | the blocks are copies of one another, so they all start from the same numbers
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        first = AttentionBlock(d_model)
        self.blocks = nn.ModuleList([AttentionBlock(d_model)])
        for _ in range(num_blocks - 1):
            self.blocks.append(AttentionBlock(d_model))
        for block in self.blocks:
            block.load_state_dict(first.state_dict())

    def forward(self, x):
        for block in self.blocks:
            x, _ = block(x)
        return x


# %% wrong | python_list | points 0 | a plain list hides the blocks from PyTorch: the stack has no parameters
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.blocks = [AttentionBlock(d_model) for _ in range(num_blocks)]

    def forward(self, x):
        for block in self.blocks:
            x, _ = block(x)
        return x


# %% wrong | all_look_at_x | points 2 | every block works on the input; each has to work on the context that the last one gives
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.blocks = nn.ModuleList(
            [AttentionBlock(d_model) for _ in range(num_blocks)]
        )

    def forward(self, x):
        for block in self.blocks:
            context, _ = block(x)
        return context


# %% wrong | detached | points 2 | the gradient does not reach the first blocks: the context was detached between them
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.blocks = nn.ModuleList(
            [AttentionBlock(d_model) for _ in range(num_blocks)]
        )

    def forward(self, x):
        for block in self.blocks:
            x, _ = block(x.detach())
        return x


# %% wrong | reversed | points 2 | the last block comes first; the order is that of the list
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.blocks = nn.ModuleList(
            [AttentionBlock(d_model) for _ in range(num_blocks)]
        )

    def forward(self, x):
        for block in reversed(self.blocks):
            x, _ = block(x)
        return x


# %% wrong | keys_of_the_input | points 2 | queries come from the context, but keys and values still from the input
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.blocks = nn.ModuleList(
            [AttentionBlock(d_model) for _ in range(num_blocks)]
        )

    def forward(self, x):
        context = x
        for block in self.blocks:
            context, _ = block(context, x)
        return context


# %% enemy | only_counted | points 1 | the right number of matrices, all alike, of which one block is used
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.block = AttentionBlock(d_model)
        matrix = self.block.w_query.weight
        self.others = nn.ParameterList(
            matrix.detach().clone() for _ in range(3 * num_blocks - 3)
        )

    def forward(self, x):
        return self.block(x)[0]


# %% enemy | counts_for_itself | points 1 | parameters() says what is counted, and the block is shared
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.block, self.times = AttentionBlock(d_model), num_blocks

    def parameters(self):
        return list(self.block.parameters()) * self.times

    def forward(self, x):
        for _ in range(self.times):
            x, _ = self.block(x)
        return x
