using System.Runtime.CompilerServices;
using DingTalk.Mirror.Users;

namespace DingTalk.Mirror;

/// <summary>The people of a department in one view, each once. Enumerating it allocates nothing.</summary>
public readonly ref struct MemberSequence
{
    private readonly IOrganizationView _view;
    private readonly long _departmentId;
    private readonly MemberScope _scope;

    internal MemberSequence(IOrganizationView view, long departmentId, MemberScope scope) =>
        (_view, _departmentId, _scope) = (view, departmentId, scope);

    /// <summary>Begins at the first person.</summary>
    public MemberEnumerator GetEnumerator() => new(_view, _departmentId, _scope);
}

/// <summary>Walks over the people, a piece of handles at a time.</summary>
public ref struct MemberEnumerator
{
    private readonly IOrganizationView _view;
    private readonly long _departmentId;
    private readonly MemberScope _scope;
    private Piece _piece;
    private int _position;
    private int _length;
    private int _next;

    internal MemberEnumerator(IOrganizationView view, long departmentId, MemberScope scope) =>
        (_view, _departmentId, _scope) = (view, departmentId, scope);

    /// <summary>The person reached.</summary>
    public readonly Person Current => _view.GetPerson(_piece[_next - 1]);

    /// <summary>Goes to the next person.</summary>
    public bool MoveNext()
    {
        if (_next == _length)
        {
            _length = _view.ReadMembers(_departmentId, _scope, ref _position, _piece);
            _next = 0;
        }

        return _next++ < _length;
    }

    [InlineArray(64)]
    private struct Piece
    {
        private int _first;
    }
}
