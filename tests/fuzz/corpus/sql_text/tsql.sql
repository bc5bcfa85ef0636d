iAselect top (10) x = [a b] + convert(varchar(10), b, 120) from db..t with (nolock) cross apply f(t.id) g option (recompile)
go
insert into t select 1 insert into u select 2