/*
 * Threads that exit through one zombie slot, and one that waits for all of them: the program that
 * ExitWaitTest and the benchmark ExplorerSpeed explore, for SPIN. Say -DN=... for the number of
 * threads that exit.
 */
#ifndef N
#define N 3
#endif

byte lock = 0;
byte zombie = 0;
bool emptySleeper[N];
bool fullSleeper = 0;

inline take() { atomic { lock == 0 -> lock = 1 } }

proctype exiting(byte me)
{
	take();
	do
	:: zombie == 0 -> break
	:: zombie != 0 ->
		/* to join the channel and to release the lock is one step */
		atomic { emptySleeper[me] = 1; lock = 0 }
		emptySleeper[me] == 0;
		take()
	od;
	zombie = 1;
	fullSleeper = 0;
	lock = 0
}

proctype waiter()
{
	byte i = 0;
	byte k = 0;
	take();
	do
	:: i < N ->
		do
		:: zombie != 0 -> break
		:: zombie == 0 ->
			atomic { fullSleeper = 1; lock = 0 }
			fullSleeper == 0;
			take()
		od;
		zombie = 0;
		d_step {
			k = 0;
			do
			:: k < N -> emptySleeper[k] = 0; k++
			:: k == N -> break
			od;
			k = 0
		}
		i++
	:: i == N -> break
	od;
	lock = 0
}

init
{
	byte t = 0;
	atomic {
		do
		:: t < N -> run exiting(t); t++
		:: t == N -> break
		od;
		run waiter()
	}
}
