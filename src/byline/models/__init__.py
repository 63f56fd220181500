"""Pinned model weights, run without torch.

adapters.py    merges low-rank adapters with the weights of a base model
bert.py        networks like BERT, built from their weights and run by OpenVINO
cache.py       the folder for files that are made or fetched only once
eight_bits.py  linear layers rounded to eight bits
minilm.py      the files of all-MiniLM-L6-v2, pinned by hash
mpnet.py       the files of all-mpnet-base-v2, assembled once from five packages
qwen.py        a small language model, fetched in parts from PyPI on request
waiting.py     how long a thread has waited for models
"""
