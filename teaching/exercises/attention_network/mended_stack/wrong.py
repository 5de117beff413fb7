# %% not_mended | points 0 | there is still one block that is used several times; make a new one for each place
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.blocks = nn.ModuleList([AttentionBlock(d_model)] * num_blocks)

    def forward(self, x):
        for block in self.blocks:
            x, _ = block(x)
        return x


# %% copies | points 3 | the blocks are copies of one another, so they all start from the same numbers
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


# %% python_list | points 0 | a plain list hides the blocks from PyTorch: the stack has no parameters
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.blocks = [AttentionBlock(d_model) for _ in range(num_blocks)]

    def forward(self, x):
        for block in self.blocks:
            x, _ = block(x)
        return x


# %% all_look_at_x | points 2 | every block works on the input; each has to work on the context that the last one gives
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


# %% detached | points 2 | the gradient does not reach the first blocks: the context was detached between them
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


# %% reversed | points 2 | the last block comes first; the order is that of the list
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


# %% one_too_few | points 0 | one block is missing
class MendedStack(nn.Module):
    def __init__(self, d_model, num_blocks):
        super().__init__()
        self.blocks = nn.ModuleList(
            [AttentionBlock(d_model) for _ in range(num_blocks - 1)]
        )

    def forward(self, x):
        for block in self.blocks:
            x, _ = block(x)
        return x


# %% keys_of_the_input | points 2 | queries come from the context, but keys and values still from the input
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
