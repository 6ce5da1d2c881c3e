"""What a newcomer sees first.

page    three ways to begin
"""
